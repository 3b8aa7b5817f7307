"""The live path, deployed: SAM's translation of the template in moto's CloudFormation, and uploads to the bucket that it makes.

moto makes no bucket and queue policies, aliases and stacks in stacks. The first are put by its other interfaces, as CloudFormation
would; for the alias stands the function; the other stacks are deployed by themselves, as far as moto knows their resources.
"""

import json
from urllib.parse import unquote_plus

import boto3
import pytest
from moto import mock_aws

REGION, ACCOUNT = "eu-west-1", "123456789012"
UNKNOWN_TO_MOTO = {
    *("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::Lambda::Alias", "AWS::CloudFormation::Stack"),
    *("AWS::SNS::TopicPolicy", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard"),
}
KEYS = ["digit.jpg", "my holiday/a+b.png", "100 %.jpg", "zwölf/€ 5.jpg", "x" * 1020 + ".jpg"]


def known(template, stand_ins):
    """The template without what moto does not know; stand_ins: {resource that is left out: one in its place}."""
    left_out = {name for name, resource in template["Resources"].items() if resource["Type"] in UNKNOWN_TO_MOTO}
    text = json.dumps({name: resource for name, resource in template["Resources"].items() if name not in left_out})
    for name, other in stand_ins.items():
        text = text.replace(json.dumps({"Ref": name}), json.dumps({"Ref": other}))
    resources = json.loads(text)
    for resource in resources.values():
        if resource.get("DependsOn") in left_out:
            del resource["DependsOn"]
    outputs = {
        name: output
        for name, output in template["Outputs"].items()
        if not any(f'"{gone}"' in json.dumps(output) for gone in left_out)
    }
    return template | {"Resources": resources, "Outputs": outputs}


@pytest.fixture(scope="module")
def stack(translated):
    """The deployed live path: clients, outputs and the translated template."""
    template = translated("template.yaml")
    with pytest.MonkeyPatch.context() as patch, mock_aws(config={"lambda": {"use_docker": False}}):
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        aws = {name: boto3.client(name, REGION) for name in ("s3", "sqs", "lambda", "iam", "cloudformation")}
        packages = boto3.client("s3", "us-east-1")
        packages.create_bucket(Bucket="packages")
        packages.put_object(Bucket="packages", Key="function.zip", Body=b"PK\x05\x06" + bytes(18))
        body = known(template, {"ReadFunctionAliaslive": "ReadFunction"})
        aws["cloudformation"].create_stack(
            StackName="digits",
            TemplateBody=json.dumps(body),
            Parameters=[{"ParameterKey": "Inventory", "ParameterValue": "off"}],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        )
        (made,) = aws["cloudformation"].describe_stacks(StackName="digits")["Stacks"]
        assert made["StackStatus"] == "CREATE_COMPLETE"
        outputs = {output["OutputKey"]: output["OutputValue"] for output in made["Outputs"]}
        notification = template["Resources"]["UploadsBucket"]["Properties"]["NotificationConfiguration"]
        if (
            not aws["s3"]
            .get_bucket_notification_configuration(Bucket=outputs["UploadsBucket"])
            .get("QueueConfigurations")
        ):
            (queue,) = notification["QueueConfigurations"]
            aws["s3"].put_bucket_notification_configuration(
                Bucket=outputs["UploadsBucket"],
                NotificationConfiguration={
                    "QueueConfigurations": [{"QueueArn": outputs["UploadsQueue"], "Events": [queue["Event"]]}]
                },
            )
        for source in aws["lambda"].list_event_source_mappings()["EventSourceMappings"]:
            # Off: moto's poller would take each message at once and drop it.
            aws["lambda"].update_event_source_mapping(UUID=source["UUID"], Enabled=False)
        yield aws, outputs, template["Resources"]


def address(aws, arn):
    return aws["sqs"].get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]


def received(aws, arn):
    """Bodies of all messages that wait in a queue, taken out of it."""
    bodies = []
    while messages := aws["sqs"].receive_message(QueueUrl=address(aws, arn), MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            bodies.append(json.loads(message["Body"]))
            aws["sqs"].delete_message(QueueUrl=address(aws, arn), ReceiptHandle=message["ReceiptHandle"])
    return bodies


def test_the_uploads_bucket_has_the_name_that_the_queues_policy_lets_in(stack):
    _, outputs, resources = stack
    (allow,) = (
        statement
        for statement in resources["UploadsQueuePolicy"]["Properties"]["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    )
    source = allow["Condition"]["ArnEquals"]["aws:SourceArn"]["Fn::Sub"]
    filled = {"AWS::Partition": "aws", "AWS::StackName": "digits", "AWS::AccountId": ACCOUNT, "AWS::Region": REGION}
    for name, value in filled.items():
        source = source.replace(f"${{{name}}}", value)
    assert source == f"arn:aws:s3:::{outputs['UploadsBucket']}"


def test_every_upload_is_a_message_in_the_queue_and_nothing_is_in_the_other(stack):
    aws, outputs, _ = stack
    received(aws, outputs["UploadsQueue"])  # S3's test event
    for key in KEYS:
        aws["s3"].put_object(Bucket=outputs["UploadsBucket"], Key=key, Body=b"a picture")
    records = [record for body in received(aws, outputs["UploadsQueue"]) for record in body["Records"]]
    assert sorted(unquote_plus(record["s3"]["object"]["key"]) for record in records) == sorted(KEYS)
    assert {record["s3"]["bucket"]["name"] for record in records} == {outputs["UploadsBucket"]}
    assert received(aws, outputs["DeadLetterQueue"]) == []


def test_a_message_that_comes_back_five_times_is_kept(stack):
    aws, outputs, _ = stack
    queue = address(aws, outputs["UploadsQueue"])
    aws["sqs"].send_message(QueueUrl=queue, MessageBody='{"Records": []}')
    taken = 0
    while messages := aws["sqs"].receive_message(QueueUrl=queue).get("Messages"):
        taken += 1
        aws["sqs"].change_message_visibility(
            QueueUrl=queue, ReceiptHandle=messages[0]["ReceiptHandle"], VisibilityTimeout=0
        )
    assert taken == 5
    assert received(aws, outputs["DeadLetterQueue"]) == [{"Records": []}]


@pytest.mark.parametrize(
    ("name", "value"),
    [("VisibilityTimeout", "720"), ("MessageRetentionPeriod", "604800"), ("SqsManagedSseEnabled", "true")],
)
def test_the_queue_has_what_the_template_says(stack, name, value):
    aws, outputs, _ = stack
    attributes = aws["sqs"].get_queue_attributes(QueueUrl=address(aws, outputs["UploadsQueue"]), AttributeNames=["All"])
    assert attributes["Attributes"].get(name, "").lower() == value


def test_the_function_reads_the_queue_and_says_which_messages_failed(stack):
    aws, outputs, _ = stack
    (source,) = aws["lambda"].list_event_source_mappings(FunctionName=outputs["ReadFunction"])["EventSourceMappings"]
    assert source["EventSourceArn"] == outputs["UploadsQueue"]
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize("kind", ["S3::BucketPolicy", "SQS::QueuePolicy"])
def test_policies_are_taken(stack, kind):
    """By S3's and SQS's own interfaces: well-formed, and for resources that are there."""
    aws, outputs, resources = stack
    policies = [resource["Properties"] for resource in resources.values() if resource["Type"] == f"AWS::{kind}"]
    assert policies
    for properties in policies:
        document = json.dumps(properties["PolicyDocument"])
        if kind == "S3::BucketPolicy":
            bucket = outputs[properties["Bucket"]["Ref"]]
            aws["s3"].put_bucket_policy(Bucket=bucket, Policy=document)
            assert json.loads(aws["s3"].get_bucket_policy(Bucket=bucket)["Policy"]) == json.loads(document)
        else:
            (queue,) = (outputs[queue["Ref"]] for queue in properties["Queues"])
            aws["sqs"].set_queue_attributes(QueueUrl=address(aws, queue), Attributes={"Policy": document})


def test_the_back_fills_stack_is_taken(stack, translated):
    aws, outputs, _ = stack
    parameters = {
        "Name": "digits-backfill",
        "Function": "arn:aws:lambda:eu-west-1:123456789012:function:read:live",
        "UploadsBucket": outputs["UploadsBucket"],
        "RecordsBucket": outputs["RecordsBucket"],
        "DeadLetterQueueArn": outputs["DeadLetterQueue"],
        "DeadLetterQueueUrl": address(aws, outputs["DeadLetterQueue"]),
        "Concurrency": "4",
    }
    aws["cloudformation"].create_stack(
        StackName="backfill",
        TemplateBody=json.dumps(known(translated("backfill.yaml"), {})),
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    made = aws["cloudformation"].describe_stack_resources(StackName="backfill")["StackResources"]
    # moto's IAM refuses a role's policy that is not well-formed.
    assert sorted(resource["ResourceType"] for resource in made) == [
        "AWS::IAM::Role",
        "AWS::StepFunctions::StateMachine",
    ]
