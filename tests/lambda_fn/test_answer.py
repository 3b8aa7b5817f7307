"""One upload, one result, of its newest version: events that come twice, late, out of order, and at the same time."""

import json
from types import SimpleNamespace

import pytest

from infra.local import environment
from lambda_fn import s3 as bucket
from lambda_fn.answer import answer, as_json, result_key
from lambda_fn.events import Upload

LIMIT = 1000
MODEL = "digits-0"


def read(found):
    """A Reading whose text is what was fetched."""
    return {"gone": True} if found is None else {"text": "too large" if found.data is None else found.data.decode()}


@pytest.fixture(scope="module")
def client(cloud):
    with pytest.MonkeyPatch.context() as variables:
        for name, value in environment(cloud).items():
            variables.setenv(name, value)
        yield bucket.client(attempts=1)


@pytest.fixture
def world(s3, client):
    """put(body) uploads `key`, delete() deletes it, handle(…) answers an event of it, result() is the stored Reading."""
    puts = []

    def put(body):
        etag = s3.put_object(Bucket="uploads", Key="key", Body=body.encode())["ETag"].strip('"')
        puts.append(Upload("uploads", "key", etag, f"{len(puts) + 1:04X}"))
        return puts[-1]

    def handle(upload, read=read, model=MODEL):
        return answer(client, upload, "results", model, LIMIT, read).reading

    return SimpleNamespace(
        put=put,
        handle=handle,
        delete=lambda: s3.delete_object(Bucket="uploads", Key="key"),
        result=lambda: json.load(s3.get_object(Bucket="results", Key="key.json")["Body"]),
        metadata=lambda: s3.head_object(Bucket="results", Key="key.json")["Metadata"],
        s3=s3,
    )


def test_an_event_delivered_twice_is_answered_once(world):
    upload = world.put("a")
    assert world.handle(upload) == {"text": "a"}
    assert world.handle(upload, read=lambda _: pytest.fail("read again")) is None
    assert world.result() == {"text": "a"}


def test_another_models_result_is_written_anew(world):
    upload = world.put("a")
    world.handle(upload, model="digits-older")
    assert world.handle(upload) == {"text": "a"}
    assert world.metadata()["model"] == MODEL


def test_a_late_event_gives_the_newer_uploads_reading_and_its_own_event_changes_nothing(world):
    first, second = world.put("a"), world.put("b")
    assert world.handle(first) == {"text": "b"}
    assert world.handle(second) is None
    assert world.metadata()["upload-etag"] == second.etag


def test_a_late_event_does_not_replace_the_newer_result(world):
    first, second = world.put("a"), world.put("b")
    world.handle(second)
    assert world.handle(first) is None
    assert (world.result(), world.metadata()["upload-sequencer"]) == ({"text": "b"}, second.sequencer)


def test_an_upload_replaced_while_it_is_read_ends_with_the_newer_ones_reading(world):
    def read_while_replaced(found):
        if found.data == b"a":
            world.put("b")
        return read(found)

    assert world.handle(world.put("a"), read_while_replaced) == {"text": "b"}
    assert world.result() == {"text": "b"}


@pytest.mark.parametrize("before", [None, "0"])
def test_of_two_functions_at_once_the_one_that_read_the_older_upload_loses(world, before):
    if before:
        world.handle(world.put(before))
    first = world.put("a")

    def read_while_another_function_is_faster(found):
        if found.data == b"a":
            assert world.handle(world.put("b")) == {"text": "b"}
        return read(found)

    # The older upload's reading is refused; what is there now is the newer one's, so nothing is left to do.
    assert world.handle(first, read_while_another_function_is_faster) is None
    assert world.result() == {"text": "b"}


def test_of_two_functions_at_once_only_one_writes_though_the_reading_is_that_of_the_upload_before(world):
    """Results of equal Readings are different objects to If-Match: what was written since it was looked at is seen."""
    blank = {"text": ""}
    world.handle(world.put("blank 1"), read=lambda _: blank)
    second = world.put("blank 2")

    def read_while_another_function_is_faster(_):
        assert world.handle(second, read=lambda _: blank) == blank
        return blank

    assert world.handle(second, read_while_another_function_is_faster) is None
    assert (world.result(), world.metadata()["upload-etag"]) == (blank, second.etag)


def test_an_equal_reading_does_not_let_an_older_upload_win(world):
    world.handle(world.put("blank 1"), read=lambda _: {"text": ""})
    first = world.put("a")

    def read_while_another_function_is_faster(found):
        if found.data == b"a":
            world.handle(world.put("blank 2"), read=lambda _: {"text": ""})
        return {"text": found.data.decode()}

    assert world.handle(first, read_while_another_function_is_faster) is None
    assert world.result() == {"text": ""}


def test_an_upload_gone_before_it_is_read_gets_a_reading_that_says_so(world):
    upload = world.put("a")
    world.delete()
    assert world.handle(upload) == {"gone": True}
    assert world.metadata()["upload-etag"] == upload.etag


def test_an_upload_gone_after_it_was_read_keeps_its_reading(world):
    upload = world.put("a")
    world.handle(upload)
    world.delete()
    assert world.handle(upload) is None
    assert world.result() == {"text": "a"}


def test_an_upload_gone_while_it_is_read_keeps_its_reading(world):
    upload = world.put("a")
    assert world.handle(upload, read=lambda found: world.delete() and read(found)) == {"text": "a"}
    assert world.result() == {"text": "a"}


def test_a_newer_upload_gone_before_it_is_read_replaces_the_older_ones_reading(world):
    world.handle(world.put("a"))
    second = world.put("b")
    world.delete()
    assert world.handle(second) == {"gone": True}


def test_an_older_uploads_late_event_does_not_call_the_newer_one_gone(world):
    first, second = world.put("a"), world.put("b")
    world.handle(second)
    world.delete()
    assert world.handle(first) is None
    assert world.result() == {"text": "b"}


def test_a_back_fills_item_that_is_gone_leaves_a_result_that_is_there(world):
    listed = Upload("uploads", "key", world.put("a").etag)
    world.handle(world.put("b"))
    world.delete()
    assert world.handle(listed) is None
    assert world.result() == {"text": "b"}


@pytest.mark.parametrize("body", ["a", "b"])
def test_an_upload_made_again_after_it_was_gone_is_read_be_it_the_same_or_another(world, body):
    first = world.put("a")
    world.delete()
    world.handle(first)
    second = world.put(body)
    assert world.handle(second) == {"text": body}
    for late in (first, second):
        assert world.handle(late, read=lambda _: pytest.fail("read again")) is None
    assert world.result() == {"text": body}


def test_of_an_upload_that_is_gone_an_event_delivered_twice_is_answered_once(world):
    upload = world.put("a")
    world.delete()
    world.handle(upload)
    assert world.handle(upload, read=lambda _: pytest.fail("answered again")) is None


def test_what_is_too_large_is_not_fetched(world):
    assert world.handle(world.put("x" * LIMIT)) == {"text": "x" * LIMIT}
    assert world.handle(world.put("x" * (LIMIT + 1))) == {"text": "too large"}


def test_who_is_always_overtaken_gives_up_and_tries_again_later(world):
    uploads = (f"upload {number}" for number in range(1000))

    def read_while_overtaken(found):
        world.put(next(uploads))
        return read(found)

    with pytest.raises(TimeoutError, match="or the upload replaced"):
        world.handle(world.put("a"), read_while_overtaken)


@pytest.mark.parametrize(
    "key",
    ["k" * 1024, "k" * 1020, "é" * 512, "a/" + "字" * 340, "🖊" * 256],
    ids=lambda key: f"{len(key.encode())} bytes",
)
def test_a_key_that_is_too_long_for_its_suffix_still_gets_a_result_of_its_own(s3, client, key):
    s3.put_object(Bucket="uploads", Key=key, Body=b"a")
    answer(client, Upload("uploads", key), "results", MODEL, LIMIT, read)
    (found,) = s3.list_objects_v2(Bucket="results")["Contents"]
    assert found["Key"] == result_key(key)
    assert len(found["Key"].encode()) <= 1024
    assert found["Key"].endswith(".json")
    assert found["Key"][:200] == key[:200]
    assert result_key(key) != result_key(key[:-1] + "x")


@pytest.mark.parametrize("key", ["a", "k" * 1019, "é" * 509, "a b+c%.jpg", "."])
def test_any_other_key_only_gets_the_suffix(key):
    assert result_key(key) == f"{key}.json"


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_json_has_no_word_for_is_never_stored(number):
    with pytest.raises(ValueError, match="JSON"):
        as_json({"confidence": number})
