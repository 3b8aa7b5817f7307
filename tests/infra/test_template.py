"""The templates are valid, say of the package what the package is, and hold what keeps uploads from being lost or seen."""

import json
import os
import re
import subprocess

import pytest

from infra.package import PROCESSORS, PYTHON
from tests.infra.conftest import INFRA, ROOT, TOOLS, templates

LIVE = "template.yaml/"


def walk(value):
    """The value and everything in it."""
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(inner)


def listed(value):
    return value if isinstance(value, list) else [value]


def of_type(resources, kind):
    return {name: resource for name, resource in resources.items() if resource["Type"] == kind}


def statements(document):
    return {statement["Sid"]: statement for statement in document["Statement"]}


def policy_of(resources, kind, named, field):
    """The one policy of that kind that names the resource."""
    file, _, key = named.partition("/")
    (policy,) = (
        resource["Properties"]
        for name, resource in of_type(resources, kind).items()
        if name.startswith(f"{file}/") and {"Ref": key} in listed(resource["Properties"][field])
    )
    return policy["PolicyDocument"]


def tool(name, *arguments):
    if not (TOOLS / name).exists():
        pytest.skip(f"no {name}: run `make -C infra venv` first")
    environment = os.environ | {"SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "eu-west-1"}
    return subprocess.run([TOOLS / name, *arguments], env=environment, capture_output=True, text=True, check=False)


def test_sam_accepts_the_template():
    done = tool("sam", "validate", "--lint", "--template", INFRA / "template.yaml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "is a valid SAM Template" in done.stdout


def test_cloudformations_linter_has_nothing_to_say():
    # It also finds circles, such as bucket -> queue's policy -> bucket.
    done = tool("cfn-lint", *(INFRA / name for name in templates()))
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_the_linter_would_find_the_circle_that_the_buckets_name_avoids(tmp_path):
    text = (INFRA / "template.yaml").read_text(encoding="utf-8")
    name = '"arn:${AWS::Partition}:s3:::${AWS::StackName}-uploads-${AWS::AccountId}-${AWS::Region}"'
    assert text.count(f"!Sub {name}") == 2
    broken = tmp_path / "template.yaml"
    broken.write_text(text.replace(f"!Sub {name}", "!GetAtt UploadsBucket.Arn"), encoding="utf-8")
    assert "E3004 Circular Dependencies" in tool("cfn-lint", broken).stdout


def test_the_template_and_the_package_agree_on_python_and_processors():
    text = (INFRA / "template.yaml").read_text(encoding="utf-8")
    assert f"Runtime: python{PYTHON}\n" in text
    assert f"AllowedValues: [{', '.join(PROCESSORS)}]" in text


def test_the_template_names_a_handler_that_exists(resources):
    module, _, function = resources[LIVE + "ReadFunction"]["Properties"]["Handler"].rpartition(".")
    assert f"def {function}(event: dict, context: " in (ROOT / module.replace(".", "/")).with_suffix(".py").read_text()


def test_the_event_for_local_invocation_names_a_sample_picture():
    (record,) = json.loads((INFRA / "events/put.json").read_text(encoding="utf-8"))["Records"]
    assert record["eventName"] == "ObjectCreated:Put"
    assert (ROOT / record["s3"]["object"]["key"]).is_file()


@pytest.mark.parametrize("name", templates())
def test_parameters_and_outputs_are_described(template, name):
    described = template(name)
    for part in (*described["Parameters"].values(), *described["Outputs"].values()):
        assert len(part["Description"]) > 10, part


def test_the_readme_names_every_parameter_and_output_of_the_stack(template):
    readme = (INFRA / "README.md").read_text(encoding="utf-8")
    stack = template("template.yaml")
    assert [name for name in (*stack["Parameters"], *stack["Outputs"]) if f"`{name}`" not in readme] == []


def test_each_stack_is_given_what_it_asks_for_and_gives_what_is_taken_from_it(template, resources):
    nested = of_type(resources, "AWS::Serverless::Application")
    assert {stack["Properties"]["Location"] for stack in nested.values()} == set(templates()) - {"template.yaml"}
    for stack in nested.values():
        inner = template(stack["Properties"]["Location"])
        assert set(stack["Properties"]["Parameters"]) == set(inner["Parameters"])
    taken = [
        value["Fn::GetAtt"]
        for value in walk(template("template.yaml"))
        if isinstance(value, dict) and "Fn::GetAtt" in value
    ]
    for name, attribute in taken:
        if attribute.startswith("Outputs."):
            assert (
                attribute.removeprefix("Outputs.") in template(nested[LIVE + name]["Properties"]["Location"])["Outputs"]
            )


# Buckets


@pytest.mark.parametrize(
    ("bucket", "versioned"),
    [
        ("template.yaml/UploadsBucket", True),
        ("template.yaml/ResultsBucket", False),
        ("template.yaml/RecordsBucket", False),
        ("page.yaml/Bucket", False),
        ("training.yaml/ArtefactsBucket", True),
    ],
)
def test_buckets_are_private_encrypted_tls_only_and_outlive_the_stack(resources, bucket, versioned):
    resource = resources[bucket]
    properties = resource["Properties"]
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(properties["PublicAccessBlockConfiguration"]) == 4
    (encryption,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    assert properties["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert (properties.get("VersioningConfiguration") == {"Status": "Enabled"}) == versioned
    rules = [rule for rule in properties["LifecycleConfiguration"]["Rules"] if "Status" in rule]
    assert any("AbortIncompleteMultipartUpload" in rule for rule in rules)
    assert any("NoncurrentVersionExpiration" in rule for rule in rules) == versioned
    assert {rule["Status"] for rule in rules} == {"Enabled"}
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")
    deny = statements(policy_of(resources, "AWS::S3::BucketPolicy", bucket, "Bucket"))["TlsOnly"]
    assert (deny["Effect"], deny["Principal"], deny["Action"]) == ("Deny", "*", "s3:*")
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    key = bucket.partition("/")[2]
    assert deny["Resource"] == [{"Fn::GetAtt": [key, "Arn"]}, {"Fn::Sub": f"${{{key}.Arn}}/*"}]


def test_there_is_no_bucket_that_the_table_above_leaves_out(resources):
    assert len(of_type(resources, "AWS::S3::Bucket")) == 5


def test_only_services_are_let_into_buckets_and_each_only_from_here(resources):
    for name, policy in of_type(resources, "AWS::S3::BucketPolicy").items():
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            if statement["Effect"] == "Allow":
                assert list(statement["Principal"]) == ["Service"], name
                source = {key.lower() for condition in statement["Condition"].values() for key in condition}
                assert "aws:sourcearn" in source, name


# The queue


def test_the_queue_waits_six_times_as_long_as_the_function_may_take(resources):
    queue, function = (resources[LIVE + name]["Properties"] for name in ("UploadsQueue", "ReadFunction"))
    assert queue["VisibilityTimeout"] == 6 * function["Timeout"]


def test_what_fails_five_times_is_kept_for_two_weeks(resources):
    queue, dead = (resources[LIVE + name]["Properties"] for name in ("UploadsQueue", "DeadLetterQueue"))
    assert queue["RedrivePolicy"] == {
        "deadLetterTargetArn": {"Fn::GetAtt": ["DeadLetterQueue", "Arn"]},
        "maxReceiveCount": 5,
    }
    day = 24 * 60 * 60
    assert (queue["MessageRetentionPeriod"], dead["MessageRetentionPeriod"]) == (7 * day, 14 * day)


@pytest.mark.parametrize("queue", ["UploadsQueue", "DeadLetterQueue"])
def test_queues_are_encrypted_and_tls_only(resources, queue):
    assert resources[LIVE + queue]["Properties"]["SqsManagedSseEnabled"] is True
    deny = statements(policy_of(resources, "AWS::SQS::QueuePolicy", LIVE + queue, "Queues"))["TlsOnly"]
    assert (deny["Effect"], deny["Principal"], deny["Action"]) == ("Deny", "*", "sqs:*")
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_only_the_uploads_bucket_of_this_account_may_send(resources):
    policy = policy_of(resources, "AWS::SQS::QueuePolicy", LIVE + "UploadsQueue", "Queues")
    (allow,) = (statement for statement in policy["Statement"] if statement["Effect"] == "Allow")
    name = resources[LIVE + "UploadsBucket"]["Properties"]["BucketName"]["Fn::Sub"]
    assert (allow["Principal"], allow["Action"]) == ({"Service": "s3.amazonaws.com"}, "sqs:SendMessage")
    assert allow["Condition"] == {
        "ArnEquals": {"aws:SourceArn": {"Fn::Sub": f"arn:${{AWS::Partition}}:s3:::{name}"}},
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
    }
    dead = policy_of(resources, "AWS::SQS::QueuePolicy", LIVE + "DeadLetterQueue", "Queues")
    assert [statement["Effect"] for statement in dead["Statement"]] == ["Deny"]


def test_the_bucket_tells_the_queue_of_what_is_created_once_it_may(resources):
    bucket = resources[LIVE + "UploadsBucket"]
    assert bucket["DependsOn"] == "UploadsQueuePolicy"
    (notification,) = bucket["Properties"]["NotificationConfiguration"]["QueueConfigurations"]
    assert notification == {"Event": "s3:ObjectCreated:*", "Queue": {"Fn::GetAtt": ["UploadsQueue", "Arn"]}}


# The function


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Architectures", [{"Ref": "Architecture"}]),
        ("SnapStart", {"ApplyOn": {"Fn::If": ["StartsFast", "PublishedVersions", "None"]}}),
        ("AutoPublishAlias", "live"),
        ("AutoPublishAliasAllProperties", True),
        ("Role", {"Fn::GetAtt": ["ReadRole", "Arn"]}),
        ("LoggingConfig", {"LogFormat": "JSON", "LogGroup": {"Ref": "ReadLogs"}}),
    ],
)
def test_the_function_starts_from_a_snapshot_of_its_published_version(resources, field, value):
    assert resources[LIVE + "ReadFunction"]["Properties"][field] == value


def test_the_function_is_for_arm64_and_starts_fast_unless_asked_otherwise(template):
    parameters = template("template.yaml")["Parameters"]
    assert (parameters["Architecture"]["Default"], parameters["FastStart"]["Default"]) == ("arm64", "on")


def test_the_queue_is_read_through_the_alias_and_old_versions_go(translated):
    plain = translated("template.yaml")["Resources"]
    (source,) = of_type(plain, "AWS::Lambda::EventSourceMapping").values()
    assert source["Properties"] == {
        "EventSourceArn": {"Fn::GetAtt": ["UploadsQueue", "Arn"]},
        "FunctionName": {"Ref": "ReadFunctionAliaslive"},
        "BatchSize": 10,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "ScalingConfig": {"MaximumConcurrency": {"Ref": "Concurrency"}},
    }
    (version,) = of_type(plain, "AWS::Lambda::Version").values()
    assert version["DeletionPolicy"] == "Delete"
    # SAM adds no role and no permission of its own.
    assert list(of_type(plain, "AWS::IAM::Role")) == ["ReadRole"]
    assert not of_type(plain, "AWS::Lambda::Permission")


def test_a_new_account_has_as_many_copies_as_both_ways_may_use(template):
    parameters = template("template.yaml")["Parameters"]
    assert parameters["Concurrency"]["Default"] + parameters["BackfillConcurrency"]["Default"] < 10


# Who may do what


@pytest.mark.parametrize(
    ("role", "trusted", "actions"),
    [
        (
            "template.yaml/ReadRole",
            "lambda.amazonaws.com",
            "logs:CreateLogStream logs:PutLogEvents s3:GetObject s3:ListBucket s3:PutObject "
            "sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage",
        ),
        (
            "backfill.yaml/Role",
            "states.amazonaws.com",
            "lambda:InvokeFunction s3:AbortMultipartUpload s3:GetObject s3:ListBucket s3:ListMultipartUploadParts s3:PutObject "
            "sqs:SendMessage states:DescribeExecution states:RedriveExecution states:StartExecution states:StopExecution",
        ),
        (
            "training.yaml/JobRole",
            "ecs-tasks.amazonaws.com",
            "s3:AbortMultipartUpload s3:GetObject s3:ListBucket s3:PutObject",
        ),
        (
            "training.yaml/StartRole",
            "ecs-tasks.amazonaws.com",
            "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetAuthorizationToken ecr:GetDownloadUrlForLayer "
            "logs:CreateLogStream logs:PutLogEvents",
        ),
    ],
)
def test_each_role_may_do_this_and_no_more(resources, role, trusted, actions):
    properties = resources[role]["Properties"]
    assert "ManagedPolicyArns" not in properties
    (trust,) = properties["AssumeRolePolicyDocument"]["Statement"]
    assert (trust["Principal"], trust["Action"]) == ({"Service": trusted}, "sts:AssumeRole")
    allowed = [statement for policy in properties["Policies"] for statement in policy["PolicyDocument"]["Statement"]]
    assert {statement["Effect"] for statement in allowed} == {"Allow"}
    assert sorted({action for statement in allowed for action in listed(statement["Action"])}) == actions.split()
    for statement in allowed:
        for resource in listed(statement["Resource"]):
            everything = resource == "*"
            assert everything == (statement["Action"] == "ecr:GetAuthorizationToken"), statement


def test_there_is_no_role_that_the_table_above_leaves_out(resources):
    assert len(of_type(resources, "AWS::IAM::Role")) == 4
    assert not [
        name
        for name, resource in resources.items()
        if resource["Type"] in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy")
    ]


@pytest.mark.parametrize(
    ("sid", "resource"),
    [
        ("TakeMessages", [{"Fn::GetAtt": ["UploadsQueue", "Arn"]}]),
        ("ReadUploads", [{"Fn::Sub": "${UploadsBucket.Arn}/*"}]),
        ("WriteResults", [{"Fn::Sub": "${ResultsBucket.Arn}/*"}]),
        ("TellGoneFromForbidden", [{"Fn::GetAtt": ["UploadsBucket", "Arn"]}, {"Fn::GetAtt": ["ResultsBucket", "Arn"]}]),
        ("WriteLog", [{"Fn::GetAtt": ["ReadLogs", "Arn"]}]),
    ],
)
def test_the_function_reaches_only_its_own(resources, sid, resource):
    (policy,) = resources[LIVE + "ReadRole"]["Properties"]["Policies"]
    assert listed(statements(policy["PolicyDocument"])[sid]["Resource"]) == resource


# Alarms


@pytest.mark.parametrize(
    ("alarm", "metric", "of", "above"),
    [
        ("DeadLetters", "ApproximateNumberOfMessagesVisible", "DeadLetterQueue", 0),
        ("OldestMessage", "ApproximateAgeOfOldestMessage", "Queue", 1800),
        ("Errors", "Errors", "Function", 0),
        ("Throttles", "Throttles", "Function", 0),
        ("BackfillFailed", "ExecutionsFailed", "Backfill", 0),
    ],
)
def test_an_alarm_rings(resources, alarm, metric, of, above):
    properties = resources[f"watch.yaml/{alarm}"]["Properties"]
    (dimension,) = properties["Dimensions"]
    assert (properties["MetricName"], dimension["Value"], properties["Threshold"]) == (metric, {"Ref": of}, above)
    assert properties["ComparisonOperator"] == "GreaterThanThreshold"
    assert properties["TreatMissingData"] == "notBreaching"
    assert properties["AlarmActions"] == properties["OKActions"] == [{"Ref": "Alarms"}]


def test_the_dashboard_shows_all_alarms_and_is_well_formed(resources):
    text = resources["watch.yaml/Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    body = json.loads(re.sub(r"\$\{([\w.:]+)\}", r"\1", text))
    (shown,) = (widget["properties"]["alarms"] for widget in body["widgets"] if widget["type"] == "alarm")
    alarms = of_type(resources, "AWS::CloudWatch::Alarm")
    assert sorted(shown) == sorted(f"{name.partition('/')[2]}.Arn" for name in alarms)
    taken = set()
    for widget in body["widgets"]:
        across, down = (
            range(widget[start], widget[start] + widget[size]) for start, size in (("x", "width"), ("y", "height"))
        )
        cells = {(x, y) for x in across for y in down}
        assert max(across) < 24 and not cells & taken, widget
        taken |= cells
