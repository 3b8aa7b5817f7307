"""The S3 handler against a local S3 that speaks HTTP, fed with events as S3 sends them."""

import importlib
import json
import logging
import subprocess
import sys
from pathlib import Path

import boto3
import cv2
import numpy as np
import pytest
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer

EVENTS = Path(__file__).parent / "events"


def event_of(name: str) -> dict:
    return json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))


def picture(width: int = 96, height: int = 80) -> bytes:
    """A JPEG of one upright stroke on white paper."""
    paper = np.full((height, width, 3), 255, np.uint8)
    cv2.line(paper, (width // 2, height // 5), (width // 2, height * 4 // 5), (40, 20, 20), 6)
    return cv2.imencode(".jpg", paper)[1].tobytes()


@pytest.fixture(scope="module")
def lambda_and_s3():
    """The handler's module as Lambda loads it, and a client of the S3 that it finds."""
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
        environment.setenv("AWS_ACCESS_KEY_ID", "local")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "local")
        environment.setenv("RESULTS_BUCKET", "results")
        module = importlib.import_module("lambda_fn.handler")
        yield importlib.reload(module), boto3.client("s3")
    server.stop()


@pytest.fixture
def function(lambda_and_s3):
    return lambda_and_s3[0]


@pytest.fixture
def s3(lambda_and_s3):
    """A local S3 with two empty buckets, uploads and results."""
    client = lambda_and_s3[1]
    for bucket in ("uploads", "results"):
        client.create_bucket(Bucket=bucket)
    yield client
    for bucket in ("uploads", "results"):
        for key in keys(client, bucket):
            client.delete_object(Bucket=bucket, Key=key)
        client.delete_bucket(Bucket=bucket)


def keys(s3, bucket: str = "results") -> list[str]:
    return [item["Key"] for item in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]


def result(s3, key: str) -> dict:
    return json.loads(s3.get_object(Bucket="results", Key=key)["Body"].read())


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
    ],
)
def test_an_upload_makes_one_result_named_after_its_key(function, s3, event, key):
    s3.put_object(Bucket="uploads", Key=key, Body=picture())
    assert function.handler(event_of(event), None) == {"results": [f"{key}.json"]}
    assert keys(s3) == [f"{key}.json"]
    reading = result(s3, f"{key}.json")
    assert reading["source"] == f"s3://uploads/{key}"
    assert reading["image"] == {"width": 96, "height": 80}
    assert reading["model"] == f"digits-{function.MODEL.metadata['version']}"


def test_the_result_is_json_and_tied_to_the_etag_of_the_upload(function, s3):
    etag = s3.put_object(Bucket="uploads", Key="digits/digit1.jpg", Body=picture())["ETag"]
    function.handler(event_of("put"), None)
    stored = s3.head_object(Bucket="results", Key="digits/digit1.jpg.json")
    assert stored["ContentType"] == "application/json"
    assert stored["Metadata"] == {"upload-etag": etag.strip('"')}


def test_a_bad_picture_among_several_is_an_answer_and_the_others_are_read(function, s3):
    for key, body in (("first.jpg", picture()), ("letter.txt.png", b"Dear reader,"), ("third.jpg", picture())):
        s3.put_object(Bucket="uploads", Key=key, Body=body)
    function.handler(event_of("several"), None)
    assert keys(s3) == ["first.jpg.json", "letter.txt.png.json", "third.jpg.json"]
    assert result(s3, "letter.txt.png.json")["error"]["code"] == "not-an-image"
    assert "error" not in result(s3, "first.jpg.json")
    assert "error" not in result(s3, "third.jpg.json")


def test_a_file_over_the_limit_is_answered_without_being_read_whole(function, s3, monkeypatch):
    amounts = []
    monkeypatch.setattr(function, "read", lambda data, *rest: amounts.append(len(data)) or read(data, *rest))
    read = importlib.import_module("lambda_fn.read").read
    s3.put_object(Bucket="uploads", Key="digits/digit1.jpg", Body=bytes(function.MAX_BYTES + 1000))
    function.handler(event_of("put"), None)
    assert result(s3, "digits/digit1.jpg.json")["error"]["code"] == "too-large"
    assert amounts == [function.MAX_BYTES + 1]


def test_the_test_event_of_s3_is_taken_and_makes_no_result(function, s3):
    assert function.handler(event_of("test-event"), None) == {"results": []}
    assert keys(s3) == []


def test_an_event_delivered_twice_leaves_one_result(function, s3):
    s3.put_object(Bucket="uploads", Key="digits/digit1.jpg", Body=picture())
    function.handler(event_of("put"), None)
    first = result(s3, "digits/digit1.jpg.json")
    function.handler(event_of("put"), None)
    assert keys(s3) == ["digits/digit1.jpg.json"]
    assert result(s3, "digits/digit1.jpg.json") == first


def test_a_late_event_of_an_older_upload_gives_the_reading_of_the_newer_one(function, s3):
    s3.put_object(Bucket="uploads", Key="digits/digit1.jpg", Body=picture(width=60))
    s3.put_object(Bucket="uploads", Key="digits/digit1.jpg", Body=picture(width=200))
    function.handler(event_of("put"), None)
    assert result(s3, "digits/digit1.jpg.json")["image"]["width"] == 200


def test_an_upload_replaced_while_it_is_read_ends_with_the_reading_of_the_newer_one(function, s3, monkeypatch):
    newer, read = [picture(width=200)], function.read

    def read_while_replaced(data, source, model):
        if newer:
            s3.put_object(Bucket="uploads", Key="digits/digit1.jpg", Body=newer.pop())
        return read(data, source, model)

    monkeypatch.setattr(function, "read", read_while_replaced)
    s3.put_object(Bucket="uploads", Key="digits/digit1.jpg", Body=picture(width=60))
    function.handler(event_of("put"), None)
    assert result(s3, "digits/digit1.jpg.json")["image"]["width"] == 200
    etag = s3.head_object(Bucket="uploads", Key="digits/digit1.jpg")["ETag"]
    assert s3.head_object(Bucket="results", Key="digits/digit1.jpg.json")["Metadata"]["upload-etag"] == etag.strip('"')


def test_an_upload_deleted_before_it_is_read_is_logged_and_the_others_are_read(function, s3, caplog):
    for key in ("first.jpg", "third.jpg"):
        s3.put_object(Bucket="uploads", Key=key, Body=picture())
    with caplog.at_level(logging.INFO):
        assert function.handler(event_of("several"), None) == {"results": ["first.jpg.json", "third.jpg.json"]}
    assert keys(s3) == ["first.jpg.json", "third.jpg.json"]
    assert [(line.message, line.upload) for line in caplog.records if line.levelno == logging.WARNING] == [
        ("upload is gone", "s3://uploads/letter.txt.png")
    ]


def test_an_upload_deleted_while_it_is_read_keeps_the_result_that_was_made(function, s3, monkeypatch):
    read = function.read

    def read_while_deleted(data, source, model):
        s3.delete_object(Bucket="uploads", Key="digits/digit1.jpg")
        return read(data, source, model)

    monkeypatch.setattr(function, "read", read_while_deleted)
    s3.put_object(Bucket="uploads", Key="digits/digit1.jpg", Body=picture())
    assert function.handler(event_of("put"), None) == {"results": ["digits/digit1.jpg.json"]}


@pytest.mark.parametrize("bucket", ["uploads", "results"])
def test_a_fault_of_the_platform_is_raised_so_that_lambda_retries(function, s3, monkeypatch, bucket):
    s3.put_object(Bucket="uploads", Key="digits/digit1.jpg", Body=picture())
    event = event_of("put")
    if bucket == "results":
        monkeypatch.setenv("RESULTS_BUCKET", "no-such-bucket")
    else:
        event["Records"][0]["s3"]["bucket"]["name"] = "no-such-bucket"
    with pytest.raises(ExceptionGroup, match=r"1 of 1 uploads got no result, first: .*NoSuchBucket") as raised:
        function.handler(event, None)
    assert [type(fault).__mro__[1] for fault in raised.value.exceptions] == [ClientError]


def test_a_fault_for_one_upload_is_raised_after_the_others_are_answered(function, s3):
    for key in ("first.jpg", "third.jpg"):
        s3.put_object(Bucket="uploads", Key=key, Body=picture())
    event = event_of("several")
    event["Records"][0]["s3"]["bucket"]["name"] = "no-such-bucket"
    with pytest.raises(ExceptionGroup, match="1 of 3 uploads"):
        function.handler(event, None)
    assert keys(s3) == ["third.jpg.json"]


@pytest.mark.parametrize("event", [{}, {"Records": None}, {"Records": [{"eventSource": "aws:sns", "Sns": {}}]}])
def test_an_event_of_another_kind_is_refused_with_a_clear_line(function, event):
    with pytest.raises(ValueError, match="no S3 event notification"):
        function.handler(event, None)


def test_each_picture_leaves_one_log_line_with_what_came_of_it(function, s3, caplog):
    s3.put_object(Bucket="uploads", Key="digits/digit1.jpg", Body=b"no picture")
    with caplog.at_level(logging.INFO):
        function.handler(event_of("put"), None)
    (line,) = [record for record in caplog.records if record.name == "lambda_fn.handler"]
    assert (line.message, line.upload, line.bytes, line.digits, line.reason) == (
        "read",
        "s3://uploads/digits/digit1.jpg",
        10,
        0,
        "not-an-image",
    )


def test_the_function_loads_neither_tensorflow_nor_the_training_code():
    code = "import sys, lambda_fn.handler; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    environment = {"AWS_DEFAULT_REGION": "us-east-1", "PYTHONPATH": str(Path(__file__).parents[2])}
    loaded = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert {"lambda_fn", "cv2", "ai_edge_litert"} <= set(loaded.stdout.split())
    assert not {"tensorflow", "keras", "train", "matplotlib"} & set(loaded.stdout.split())
