"""The handler against a local S3 that speaks HTTP, fed with events as AWS sends them."""

import importlib
import json
import logging
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from botocore.exceptions import ClientError

from infra.local import environment

EVENTS = Path(__file__).parent / "events"
FIRST, TEST_EVENT, TWO, BRIDGED = (
    record["messageId"] for record in json.loads((EVENTS / "queue.json").read_text())["Records"]
)
SUM = "sums/1+1 = 2 %.jpg"


def event_of(name: str) -> dict:
    return json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))


def picture(width: int = 96, height: int = 80) -> bytes:
    """A JPEG of one upright stroke on white paper."""
    paper = np.full((height, width, 3), 255, np.uint8)
    cv2.line(paper, (width // 2, height // 5), (width // 2, height * 4 // 5), (40, 20, 20), 6)
    return cv2.imencode(".jpg", paper)[1].tobytes()


class Clock:
    """Lambda's context, as far as the handler looks at it. left: milliseconds, one value for each time it is asked."""

    def __init__(self, *left: int):
        self.left = list(left)

    def get_remaining_time_in_millis(self) -> int:
        return self.left.pop(0) if len(self.left) > 1 else self.left[0]


@pytest.fixture(scope="module")
def loaded(cloud):
    """The handler's module as Lambda loads it."""
    with pytest.MonkeyPatch.context() as variables:
        for name, value in (environment(cloud) | {"RESULTS_BUCKET": "results"}).items():
            variables.setenv(name, value)
        module = importlib.reload(importlib.import_module("lambda_fn.handler"))
        # A fault is told at once: how often the client itself tries is botocore's matter.
        module.S3 = module.s3.client(attempts=1)
        yield module


@pytest.fixture
def function(loaded, s3):
    return loaded


def keys(s3, bucket: str = "results") -> list[str]:
    return [item["Key"] for item in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]


def result(s3, key: str) -> dict:
    return json.loads(s3.get_object(Bucket="results", Key=key)["Body"].read())


def put(s3, **uploads: bytes) -> None:
    for key, body in uploads.items():
        s3.put_object(Bucket="uploads", Key=key, Body=body)


@pytest.mark.parametrize(
    ("event", "key"),
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
def test_an_upload_makes_one_result_named_after_its_key(function, s3, event, key):
    put(s3, **{key: picture()})
    assert function.handler(event_of(event), None) == {"results": [f"{key}.json"]}
    assert keys(s3) == [f"{key}.json"]
    reading = result(s3, f"{key}.json")
    assert reading["source"] == f"s3://uploads/{key}"
    assert reading["image"] == {"width": 96, "height": 80}
    assert reading["model"] == f"digits-{function.MODEL.metadata['version']}"


def test_the_result_is_json_and_tied_to_its_upload_and_model(function, s3):
    etag = s3.put_object(Bucket="uploads", Key="digits/digit1.jpg", Body=picture())["ETag"]
    function.handler(event_of("put"), None)
    stored = s3.head_object(Bucket="results", Key="digits/digit1.jpg.json")
    assert stored["ContentType"] == "application/json"
    assert stored["Metadata"] == {
        "upload-etag": etag.strip('"'),
        "upload-sequencer": event_of("put")["Records"][0]["s3"]["object"]["sequencer"],
        "model": result(s3, "digits/digit1.jpg.json")["model"],
    }


def test_a_bad_picture_among_several_is_an_answer_and_the_others_are_read(function, s3):
    put(s3, **{"first.jpg": picture(), "letter.txt.png": b"Dear reader,", "third.jpg": picture()})
    function.handler(event_of("several"), None)
    assert keys(s3) == ["first.jpg.json", "letter.txt.png.json", "third.jpg.json"]
    assert result(s3, "letter.txt.png.json")["error"]["code"] == "not-an-image"
    assert "error" not in result(s3, "first.jpg.json")
    assert "error" not in result(s3, "third.jpg.json")


def test_a_file_over_the_limit_is_answered_without_being_fetched(function, s3, monkeypatch):
    monkeypatch.setattr(function, "read", lambda *_: pytest.fail("the upload was read"))
    put(s3, **{"digits/digit1.jpg": bytes(function.MAX_BYTES + 1)})
    function.handler(event_of("put"), None)
    error = result(s3, "digits/digit1.jpg.json")["error"]
    assert error == {"code": "too-large", "message": "the file is larger than 40 MiB; make the picture smaller"}


def test_the_test_event_of_s3_is_taken_and_makes_no_result(function, s3):
    assert function.handler(event_of("test-event"), None) == {"results": []}
    assert keys(s3) == []


def test_an_upload_that_is_gone_is_an_answer_and_the_others_are_read(function, s3):
    put(s3, **{"first.jpg": picture(), "third.jpg": picture()})
    function.handler(event_of("several"), None)
    assert keys(s3) == ["first.jpg.json", "letter.txt.png.json", "third.jpg.json"]
    error = result(s3, "letter.txt.png.json")["error"]
    assert error == {"code": "not-found", "message": "the upload was deleted before it could be read"}


@pytest.mark.parametrize("bucket", ["uploads", "results"])
def test_a_fault_of_the_platform_is_raised_so_that_lambda_retries(function, s3, monkeypatch, bucket):
    put(s3, **{"digits/digit1.jpg": picture()})
    event = event_of("put")
    if bucket == "results":
        monkeypatch.setenv("RESULTS_BUCKET", "no-such-bucket")
    else:
        event["Records"][0]["s3"]["bucket"]["name"] = "no-such-bucket"
    with pytest.raises(function.PassingFault, match=r"1 of 1 uploads got no result, first: .*NoSuchBucket") as raised:
        function.handler(event, None)
    assert isinstance(raised.value.__cause__, ClientError)


def test_a_fault_for_one_upload_is_raised_after_the_others_are_answered(function, s3):
    put(s3, **{"first.jpg": picture(), "third.jpg": picture()})
    event = event_of("several")
    event["Records"][0]["s3"]["bucket"]["name"] = "no-such-bucket"
    with pytest.raises(function.PassingFault, match="1 of 3 uploads"):
        function.handler(event, None)
    assert keys(s3) == ["letter.txt.png.json", "third.jpg.json"]


@pytest.mark.parametrize("event", [{}, {"Records": None}, {"Records": [{"eventSource": "aws:sns", "Sns": {}}]}])
def test_an_event_of_another_kind_is_refused_with_a_clear_line(function, event):
    with pytest.raises(ValueError, match="names no uploads in a known form"):
        function.handler(event, None)


def test_a_queues_messages_are_all_answered(function, s3):
    put(s3, **{"first.jpg": picture(), "letter.txt.png": b"Dear reader,", "third one.jpg": picture(), SUM: picture()})
    assert function.handler(event_of("queue"), Clock(60_000)) == {"batchItemFailures": []}
    assert keys(s3) == ["first.jpg.json", "letter.txt.png.json", f"{SUM}.json", "third one.jpg.json"]


def test_a_message_with_a_fault_fails_alone_and_so_does_one_that_names_no_upload(function, s3):
    put(s3, **{"first.jpg": picture(), "third one.jpg": picture()})
    event = event_of("queue")
    event["Records"][1]["body"] = "poison"
    bridged = json.loads(event["Records"][3]["body"])
    bridged["detail"]["bucket"]["name"] = "no-such-bucket"
    event["Records"][3]["body"] = json.dumps(bridged)
    failures = function.handler(event, Clock(60_000))["batchItemFailures"]
    assert failures == [{"itemIdentifier": TEST_EVENT}, {"itemIdentifier": BRIDGED}]
    assert keys(s3) == ["first.jpg.json", "letter.txt.png.json", "third one.jpg.json"]


def test_a_message_of_two_uploads_fails_where_one_of_them_does(function, s3, monkeypatch):
    put(s3, **{"first.jpg": picture(), "letter.txt.png": b"Dear reader,", "third one.jpg": picture(), SUM: picture()})
    read = function.read

    def read_with_a_fault(data, source, model):
        if source.endswith("third one.jpg"):
            raise MemoryError("not enough memory")
        return read(data, source, model)

    monkeypatch.setattr(function, "read", read_with_a_fault)
    assert function.handler(event_of("queue"), None) == {"batchItemFailures": [{"itemIdentifier": TWO}]}
    assert keys(s3) == ["first.jpg.json", "letter.txt.png.json", f"{SUM}.json"]


def test_with_little_time_left_only_the_first_is_begun_and_the_rest_is_delivered_again(function, s3):
    put(s3, **{"first.jpg": picture(), "letter.txt.png": b"Dear reader,", "third one.jpg": picture(), SUM: picture()})
    failures = function.handler(event_of("queue"), Clock(function.ENOUGH_MILLISECONDS - 1))["batchItemFailures"]
    assert failures == [{"itemIdentifier": TWO}, {"itemIdentifier": BRIDGED}]
    assert keys(s3) == ["first.jpg.json"]


@pytest.mark.parametrize("form", ["back-fill", "inventory"])
def test_a_back_fill_reads_what_has_no_result_and_tells_how_many(function, s3, form):
    put(s3, **{"first.jpg": picture(), SUM: b"no picture"})
    assert function.handler(event_of(form), Clock(60_000)) == {"read": 1, "failed": 1, "unchanged": 0}
    assert keys(s3) == ["first.jpg.json", f"{SUM}.json"]
    assert function.handler(event_of(form), Clock(60_000)) == {"read": 0, "failed": 0, "unchanged": 2}


def test_a_back_fills_passing_fault_is_raised_once_all_others_are_answered(function, s3):
    put(s3, **{SUM: picture()})
    batch = event_of("inventory")
    del batch["BatchInput"]
    batch["Items"][0]["Bucket"] = "no-such-bucket"
    with pytest.raises(function.PassingFault, match="1 of 2 uploads"):
        function.handler(batch, None)
    assert keys(s3) == [f"{SUM}.json"]


def test_a_back_fill_short_of_time_fails_and_the_next_try_goes_on(function, s3):
    put(s3, **{"first.jpg": picture(), SUM: picture()})
    with pytest.raises(function.PassingFault, match="no time was left"):
        function.handler(event_of("back-fill"), Clock(1))
    assert keys(s3) == ["first.jpg.json"]
    assert function.handler(event_of("back-fill"), Clock(60_000)) == {"read": 1, "failed": 0, "unchanged": 1}


def lines_of(caplog, message: str) -> list[logging.LogRecord]:
    return [line for line in caplog.records if line.name == "lambda_fn.handler" and line.message == message]


def test_each_picture_leaves_one_log_line_with_what_came_of_it(function, s3, caplog):
    put(s3, **{"digits/digit1.jpg": b"no picture"})
    with caplog.at_level(logging.INFO):
        function.handler(event_of("put"), None)
    (line,) = lines_of(caplog, "read")
    assert (line.upload, line.bytes, line.digits, line.reason) == (
        "s3://uploads/digits/digit1.jpg",
        10,
        0,
        "not-an-image",
    )


def test_each_event_leaves_one_line_of_metrics_whose_names_are_all_there(function, s3, caplog):
    put(s3, **{"first.jpg": picture(), "letter.txt.png": b"Dear reader,"})
    event = event_of("several")
    event["Records"][2]["s3"]["bucket"]["name"] = "no-such-bucket"
    with caplog.at_level(logging.INFO), pytest.raises(function.PassingFault):
        function.handler(event, None)
    (line,) = lines_of(caplog, "event answered")
    (definition,) = line._aws["CloudWatchMetrics"]
    names = [metric["Name"] for metric in definition["Metrics"]] + definition["Dimensions"][0]
    assert set(names) <= set(vars(line))
    assert (line.read, line.failed, line.unchanged, line.faults) == (1, 1, 0, 1)


def test_the_function_loads_neither_boto3_nor_tensorflow_nor_the_training_code():
    code = "import sys, lambda_fn.handler; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    variables = {"AWS_DEFAULT_REGION": "us-east-1", "PYTHONPATH": str(Path(__file__).parents[2])}
    loaded = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=True)
    assert {"lambda_fn", "cv2", "ai_edge_litert", "botocore"} <= set(loaded.stdout.split())
    assert not {"boto3", "tensorflow", "keras", "train", "matplotlib"} & set(loaded.stdout.split())
