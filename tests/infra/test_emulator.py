"""The built package in Lambda's own Runtime Interface Emulator, with a local S3: what AWS would run, without AWS.

Needs `make lambda`, `make -C infra emulator` and a Python of Lambda's version.
"""

import json
from pathlib import Path

import pytest

from infra import emulator, package

ROOT = Path(__file__).parents[2]
EVENT = json.loads((ROOT / "infra/events/put.json").read_text(encoding="utf-8"))
QUEUE = json.loads((ROOT / "tests/lambda_fn/events/queue.json").read_text(encoding="utf-8"))
BACK_FILL = json.loads((ROOT / "tests/lambda_fn/events/back-fill.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def function(cloud, tmp_path_factory):
    """The built function in its emulator, led to the local S3."""
    try:
        with emulator.function(cloud, tmp_path_factory.mktemp("emulator") / "log") as function:
            yield function
    except emulator.MissingPartError as missing:
        pytest.skip(str(missing))


def result(s3, key):
    return json.load(s3.get_object(Bucket="results", Key=key)["Body"])


def test_the_built_function_reads_an_upload_and_writes_its_result(function, s3):
    picture = ROOT / "digits/digit1.jpg"
    s3.upload_file(str(picture), "uploads", "digits/digit1.jpg")
    assert function.invoke(EVENT) == {"results": ["digits/digit1.jpg.json"]}, function.log.read_text()
    stored = result(s3, "digits/digit1.jpg.json")
    label = dict(line.split(",") for line in (ROOT / "digits/labels.csv").read_text().split())[picture.name]
    assert (stored["text"], stored["source"]) == (label, "s3://uploads/digits/digit1.jpg")


def test_the_built_function_answers_a_bad_picture_too(function, s3):
    s3.put_object(Bucket="uploads", Key="digits/digit1.jpg", Body=b"Dear reader,")
    assert function.invoke(EVENT) == {"results": ["digits/digit1.jpg.json"]}, function.log.read_text()
    assert result(s3, "digits/digit1.jpg.json")["error"]["code"] == "not-an-image"


def test_the_built_function_takes_a_queues_batch_and_fails_only_what_is_poison(function, s3):
    s3.upload_file(str(ROOT / "digits/digit1.jpg"), "uploads", "first.jpg")
    records = [*QUEUE["Records"][:2], QUEUE["Records"][2] | {"body": "poison"}]
    failures = function.invoke({"Records": records})["batchItemFailures"]
    assert failures == [{"itemIdentifier": records[2]["messageId"]}], function.log.read_text()
    assert "error" not in result(s3, "first.jpg.json")


def test_the_built_function_takes_a_back_fills_batch(function, s3):
    s3.upload_file(str(ROOT / "digits/digit1.jpg"), "uploads", "first.jpg")
    assert function.invoke(BACK_FILL) == {"read": 1, "failed": 1, "unchanged": 0}, function.log.read_text()


def test_a_fault_is_reported_to_lambda_by_the_name_that_the_state_machine_retries(function):
    event = json.loads(json.dumps(EVENT))
    event["Records"][0]["s3"]["bucket"]["name"] = "no-such-bucket"
    answer = function.invoke(event)
    assert answer["errorType"] == "PassingFault"
    assert "NoSuchBucket" in answer["errorMessage"]


def test_the_log_holds_one_structured_line_for_each_picture_with_the_requests_id(function, s3):
    s3.put_object(Bucket="uploads", Key="digits/digit1.jpg", Body=b"Dear reader,")
    function.invoke(EVENT)
    *_, line, metrics = function.log_lines()
    assert {"level", "upload", "etag", "bytes", "digits", "reason", "milliseconds"} <= set(line)
    assert line["requestId"] == metrics["requestId"] != None  # noqa: E711
    assert {"_aws", "function", "duration", "read", "failed", "unchanged", "faults"} <= set(metrics)


def test_each_start_logs_what_was_built(function, s3):
    function.invoke({"Event": "s3:TestEvent"})
    (line,) = [line for line in function.log_lines() if line.get("message") == "start"]
    model = json.loads((ROOT / "lambda_fn/model/digits.json").read_text(encoding="utf-8"))["version"]
    assert line["model"] == f"digits-{model}"
    assert line["build"] == json.loads((emulator.built_package() / package.STAMP).read_text(encoding="utf-8"))
    assert line["build"]["model"] == model
