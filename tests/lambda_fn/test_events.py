"""Every form of event names the same uploads, with their keys as they are in the bucket."""

import json
from pathlib import Path

import pytest

from lambda_fn import events
from lambda_fn.events import Upload

EVENTS = Path(__file__).parent / "events"
ETAG, SEQUENCER = "0123456789abcdef0123456789abcdef", "0066F3A1C2D4E5F607"
SUM = "sums/1+1 = 2 %.jpg"


def event_of(name: str) -> dict:
    return json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("put", "digits/digit1.jpg"),
        ("key-with-spaces", "scans/my first seven.jpg"),
        ("key-with-plus", "sums/1+1.jpg"),
        ("key-with-percent", "100%.jpg"),
        ("key-with-percent-code", "a%20b.jpg"),
        ("key-in-unicode", "数字/café-🖊.jpg"),
        ("key-with-signs", "a&b=c;d?#,(e)'f.jpg"),
        ("multipart", "photos/large.jpg"),
        ("eventbridge", SUM),
    ],
)
def test_a_notification_names_its_upload(name, key):
    (upload,) = events.uploads(event_of(name))
    assert (upload.bucket, upload.key, upload.source) == ("uploads", key, f"s3://uploads/{key}")
    assert upload.etag.startswith(ETAG[:4])
    assert upload.sequencer


def test_a_notification_names_several_uploads_in_order():
    assert [upload.key for upload in events.uploads(event_of("several"))] == [
        "first.jpg",
        "letter.txt.png",
        "third.jpg",
    ]


def test_a_queue_gives_each_message_its_uploads_and_a_test_event_none():
    contents = dict(events.messages(event_of("queue")))
    keys = [[upload.key for upload in found] for found in contents.values()]
    assert keys == [["first.jpg"], [], ["letter.txt.png", "third one.jpg"], [SUM]]
    assert next(iter(contents)) == "19dd0b57-b21e-4ac1-bd88-01bbb068cb78"


@pytest.mark.parametrize("body", ["", "no JSON", "[]", "null", "3", '{"Records": [{"s3": {}}]}', '{"detail": {}}'])
def test_a_message_that_names_nothing_in_a_known_form_says_so_for_itself_alone(body):
    event = event_of("queue")
    event["Records"][1]["body"] = body
    contents = list(dict(events.messages(event)).values())
    assert isinstance(contents[1], ValueError)
    assert [len(found) for found in contents[:1] + contents[2:]] == [1, 2, 1]


def test_a_key_that_is_no_utf_8_is_refused_and_not_changed_to_another():
    event = event_of("put")
    event["Records"][0]["s3"]["object"]["key"] = "a%FFb.jpg"
    with pytest.raises(ValueError, match="utf-8"):
        events.uploads(event)


@pytest.mark.parametrize("name", ["ObjectRemoved:Delete", "ObjectTagging:Put", "ObjectRestore:Completed"])
def test_what_is_no_creation_names_no_upload(name):
    event = event_of("put")
    event["Records"][0]["eventName"] = name
    assert events.uploads(event) == []
    assert events.uploads(event_of("eventbridge") | {"detail-type": "Object Deleted"}) == []


@pytest.mark.parametrize("name", ["back-fill", "inventory"])
def test_a_back_fill_names_its_objects(name):
    assert events.back_fill(event_of(name)) == [
        Upload("uploads", "first.jpg", ETAG),
        Upload("uploads", SUM, "fedcba9876543210fedcba9876543210-2"),
    ]


def test_an_inventory_row_names_its_own_bucket_where_the_batch_does_not():
    batch = event_of("inventory")
    del batch["BatchInput"]
    assert {upload.bucket for upload in events.back_fill(batch)} == {"uploads"}


@pytest.mark.parametrize("batch", [{"Items": [{}]}, {"Items": None}, {"Items": [{"Key": "no bucket.jpg"}]}])
def test_a_batch_of_another_kind_is_refused(batch):
    with pytest.raises(ValueError, match="no batch of a back-fill"):
        events.back_fill(batch)


@pytest.mark.parametrize(
    ("name", "queue", "back_fill"),
    [
        ("put", False, False),
        ("queue", True, False),
        ("eventbridge", False, False),
        ("test-event", False, False),
        ("back-fill", False, True),
        ("inventory", False, True),
    ],
)
def test_the_forms_are_told_apart(name, queue, back_fill):
    event = event_of(name)
    assert (events.is_queue(event), events.is_back_fill(event)) == (queue, back_fill)


@pytest.mark.parametrize(
    ("sequencer", "than", "is_later"),
    [
        ("0066F3A1", "0066F3A0", True),
        ("0066F3A0", "0066F3A1", False),
        ("0066F3A0", "0066F3A0", False),
        ("0066F3A001", "0066F3A0", True),
        ("0066F3A0", "0066f39fff", True),
        ("0066f3a0", "0066F3A000", False),
        ("", "0066F3A0", False),
        ("0066F3A0", "", True),
        ("", "", False),
    ],
)
def test_sequencers_of_different_lengths_are_compared_as_s3_says(sequencer, than, is_later):
    assert events.later(sequencer, than) == is_later
