"""The back-fill's state machine: its schema, its expressions, and what becomes of a batch.

moto's interpreter runs it, with JSONata's port to Python and a function in place of Lambda. moto knows neither batches nor manifests nor
records nor tolerated failures: the listing is run item by item, a CSV file stands in for the inventory, and a batch is run by itself.
"""

import json
import time
from types import SimpleNamespace
from urllib.parse import quote_plus, unquote_plus

import boto3
import jsonata
import pytest
from botocore.exceptions import ClientError
from cfnlint.api import ManualArgs, lint
from moto import mock_aws
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils
from moto.stepfunctions.parser.asl.jsonata import jsonata as moto_jsonata

REGION = "eu-west-1"
UPLOADS, RECORDS = "uploads", "records"
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:read:live"
UNKNOWN_TO_MOTO = {
    *("ItemBatcher", "ExecutionType", "ManifestType", "MaxConcurrency", "ResultWriter", "ToleratedFailurePercentage")
}
KEYS = ["digit.jpg", "my holiday/a+b.png", "100 %.jpg", "zwölf/€ 5.jpg", "a&b=c?.jpg", "x" * 1020 + ".jpg"]
BATCH = {
    "BatchInput": {"bucket": UPLOADS},
    "Items": [{"Key": key, "Size": len(key), "Etag": f'"{number:032x}"'} for number, key in enumerate(KEYS)],
}


@pytest.fixture(scope="module")
def definition(template):
    """The state machine's definition with names filled in, as CloudFormation does it."""
    machine = template("backfill.yaml")["Resources"]["StateMachine"]["Properties"]
    names = {
        "Partition": "aws",
        "Function": FUNCTION,
        "UploadsBucket": UPLOADS,
        "RecordsBucket": RECORDS,
        "DeadLetterQueueUrl": "https://sqs.eu-west-1.amazonaws.com/123456789012/dead",
        "Concurrency": "4",
    }
    assert set(machine["DefinitionSubstitutions"]) == set(names)
    text = json.dumps(machine["Definition"])
    for name, value in names.items():
        text = text.replace(f"${{{name}}}", value)
    assert "${" not in text
    return json.loads(text)


@pytest.fixture
def cloud(monkeypatch):
    """moto with JSONata filled in. Gives S3, SQS, and a function that runs a definition to its end."""
    waits, events = [], []
    monkeypatch.setattr(moto_jsonata, "_eval_jsonata", lambda text: jsonata.Jsonata(text).evaluate(None))
    monkeypatch.setattr(retrier_decl, "time", SimpleNamespace(sleep=waits.append))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")

    def run(definition: dict, given: dict, function) -> SimpleNamespace:
        """function(event) answers as Lambda's would; events and waits between tries are noted."""

        def invoke(parameters, region, state_credentials):
            assert parameters["FunctionName"] == FUNCTION
            events.append(json.loads(parameters["Payload"]))
            try:
                return {"StatusCode": 200, "ExecutedVersion": "1", "Payload": function(events[-1])}
            except ClientError:
                raise
            except Exception as error:
                failure = {"errorType": str(error), "errorMessage": "as the test wants it"}
                return {"StatusCode": 200, "FunctionError": "Unhandled", "Payload": failure}

        monkeypatch.setattr(lambda_eval_utils, "_invoke_lambda_function", invoke)
        client = boto3.client("stepfunctions", REGION)
        role = "arn:aws:iam::123456789012:role/backfill"
        machine = client.create_state_machine(name="backfill", definition=json.dumps(definition), roleArn=role)
        started = client.start_execution(stateMachineArn=machine["stateMachineArn"], input=json.dumps(given))
        while (state := client.describe_execution(executionArn=started["executionArn"]))["status"] == "RUNNING":
            time.sleep(0.02)
        output = json.loads(state.get("output", "null"))
        return SimpleNamespace(
            status=state["status"],
            output=output,
            error=state.get("error"),
            cause=state.get("cause"),
            events=events,
            waits=waits,
        )

    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        s3, sqs = boto3.client("s3", REGION), boto3.client("sqs", REGION)
        for bucket in (UPLOADS, RECORDS):
            s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        sqs.create_queue(QueueName="dead")
        yield SimpleNamespace(s3=s3, sqs=sqs, run=run)


def stripped(value):
    """The definition without what moto does not know."""
    if isinstance(value, dict):
        return {key: stripped(inner) for key, inner in value.items() if key not in UNKNOWN_TO_MOTO}
    return [stripped(inner) for inner in value] if isinstance(value, list) else value


def item_by_item(definition):
    """The listing without batches; an inventory is read as the one CSV file that its manifest would name."""
    plain = stripped(definition)
    columns = {"CSVHeaderLocation": "GIVEN", "CSVHeaders": ["Bucket", "Key", "Size", "ETag"]}
    plain["States"]["ByInventory"]["ItemReader"]["ReaderConfig"] = {"InputType": "CSV"} | columns
    return plain


def batch(definition):
    """What is done with one batch, as a state machine of its own."""
    processor = definition["States"]["ByPrefix"]["ItemProcessor"]
    return {"QueryLanguage": "JSONata", "StartAt": processor["StartAt"], "States": processor["States"]}


def dead_letters(cloud):
    """Bodies of all messages in the dead-letter queue."""
    address, bodies = cloud.sqs.get_queue_url(QueueName="dead")["QueueUrl"], []
    while messages := cloud.sqs.receive_message(QueueUrl=address, MaxNumberOfMessages=10).get("Messages"):
        bodies += [json.loads(message["Body"]) for message in messages]
    return bodies


def throttled():
    return ClientError(
        {
            "Error": {"Code": "TooManyRequestsException", "Message": "Rate Exceeded."},
            "ResponseMetadata": {"HTTPStatusCode": 429, "RequestId": "1"},
        },
        "Invoke",
    )


def test_the_linter_accepts_the_state_machine(definition):
    definition = json.loads(json.dumps(definition))
    for name in ("ByPrefix", "ByInventory"):
        # The linter's schema wants a number; in JSONata an expression may stand for it.
        definition["States"][name]["MaxConcurrency"] = json.loads(
            definition["States"][name]["MaxConcurrency"].strip("{% }")
        )
    machine = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"RoleArn": "arn:aws:iam::123456789012:role/backfill", "Definition": definition},
    }
    assert lint(json.dumps({"Resources": {"Machine": machine}}), config=ManualArgs(regions=[REGION])) == []


def test_a_listing_and_an_inventory_differ_only_in_what_is_read(definition):
    prefix, inventory = (dict(definition["States"][name]) for name in ("ByPrefix", "ByInventory"))
    for state in (prefix, inventory):
        del state["ItemReader"], state["ItemSelector"]
    assert prefix == inventory


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("MaxConcurrency", "{% 4 %}"),
        ("ToleratedFailurePercentage", 5),
        ("ItemBatcher", {"MaxItemsPerBatch": 25, "MaxInputBytesPerBatch": 200000, "BatchInput": {"bucket": UPLOADS}}),
        (
            "ResultWriter",
            {
                "Resource": "arn:aws:states:::s3:putObject",
                "Arguments": {"Bucket": RECORDS, "Prefix": "backfill"},
                "WriterConfig": {"OutputType": "JSON", "Transformation": "NONE"},
            },
        ),
    ],
)
def test_the_map_is_batched_bounded_and_recorded(definition, field, value):
    assert definition["States"]["ByPrefix"][field] == value


def test_the_task_outlasts_the_function(definition, template):
    function = template("template.yaml")["Resources"]["ReadFunction"]["Properties"]
    assert batch(definition)["States"]["Read"]["TimeoutSeconds"] > function["Timeout"]


@pytest.mark.parametrize(
    ("given", "listed"), [({}, KEYS), ({"prefix": "my holiday/"}, KEYS[1:2]), ({"prefix": "zwölf/"}, KEYS[3:4])]
)
def test_a_listing_gives_each_upload_once_with_its_size_and_etag(cloud, definition, given, listed):
    etags = {key: cloud.s3.put_object(Bucket=UPLOADS, Key=key, Body=key.encode())["ETag"] for key in KEYS}
    seen = cloud.run(item_by_item(definition), given, lambda event: {})
    assert seen.status == "SUCCEEDED", seen.cause
    expected = [{"Key": key, "Size": len(key.encode()), "Etag": etags[key]} for key in sorted(listed)]
    assert sorted(seen.events, key=lambda item: item["Key"]) == expected


def test_an_inventorys_keys_are_decoded(cloud, definition):
    lines = [f'"{UPLOADS}","{quote_plus(key)}","{len(key)}","{number:032x}"' for number, key in enumerate(KEYS)]
    cloud.s3.put_object(Bucket=RECORDS, Key="inventory/list.csv", Body="\n".join(lines).encode())
    seen = cloud.run(item_by_item(definition), {"manifest": "inventory/list.csv"}, lambda event: {})
    assert seen.status == "SUCCEEDED", seen.cause
    expected = [{"Key": key, "Size": len(key), "Etag": f"{number:032x}"} for number, key in enumerate(KEYS)]
    assert sorted(seen.events, key=lambda item: item["Etag"]) == expected


@pytest.mark.parametrize(
    ("faults", "tries", "read"),
    [
        ([], 1, True),
        ([RuntimeError("PassingFault")] * 4, 5, True),
        ([RuntimeError("PassingFault")] * 5, 5, False),
        ([RuntimeError("Runtime.ExitError")] * 2, 3, True),
        ([RuntimeError("Sandbox.Timedout")] * 3, 3, False),
        ([RuntimeError("KeyError")] * 3, 3, False),
        ([throttled()] * 12, 13, True),
        ([throttled(), RuntimeError("PassingFault"), throttled()], 4, True),
    ],
)
def test_a_batch_is_tried_again_and_then_kept(cloud, definition, faults, tries, read):
    left = list(faults)

    def function(event):
        if left:
            raise left.pop(0)
        return {"read": len(event["Items"])}

    seen = cloud.run(batch(definition), BATCH, function)
    assert len(seen.events) == tries
    assert all(event == BATCH for event in seen.events)
    assert all(0 <= wait <= 720 for wait in seen.waits)
    letters = dead_letters(cloud)
    if read:
        assert (seen.status, seen.output, letters) == ("SUCCEEDED", {"read": len(KEYS)}, [])
    else:
        assert (seen.status, seen.error) == ("FAILED", "BatchFailed")
        assert str(faults[-1]) in seen.cause
        assert len(letters) == len(KEYS)


def test_what_is_kept_has_the_form_of_a_notification(cloud, definition):
    def function(event):
        raise RuntimeError("PassingFault")

    cloud.run(batch(definition), BATCH, function)
    records = [record for letter in dead_letters(cloud) for record in letter["Records"]]
    assert {record["s3"]["bucket"]["name"] for record in records} == {UPLOADS}
    assert all(
        record["eventSource"] == "aws:s3" and record["eventName"].startswith("ObjectCreated:") for record in records
    )
    kept = [
        {"Key": unquote_plus(s3["key"]), "Size": s3["size"], "Etag": f'"{s3["eTag"]}"'}
        for s3 in (record["s3"]["object"] for record in records)
    ]
    assert sorted(kept, key=lambda item: item["Etag"]) == BATCH["Items"]


def test_the_function_understands_what_the_state_machine_sends(cloud, definition):
    events = pytest.importorskip("lambda_fn.events", reason="the function's forms of events are not here yet")

    def function(event):
        raise RuntimeError("PassingFault")

    seen = cloud.run(batch(definition), BATCH, function)
    expected = {(UPLOADS, item["Key"], item["Etag"].strip('"')) for item in BATCH["Items"]}
    kept = [upload for letter in dead_letters(cloud) for upload in events.uploads(letter)]
    for uploads in (events.back_fill(seen.events[0]), kept):
        assert {(upload.bucket, upload.key, upload.etag) for upload in uploads} == expected
        assert len(uploads) == len(expected)
