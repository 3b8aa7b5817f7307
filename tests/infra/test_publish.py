"""The built page goes to the bucket in an order and with types that browsers can rely on, and CloudFront forgets the earlier one."""

from types import SimpleNamespace

import boto3
import pytest
from moto import mock_aws

from infra import publish

BUILT = [
    "assets/index-AbCd1234.js",
    "assets/tfjs-EfGh5678.wasm",
    "icon.svg",
    "index.html",
    "model/model.json",
    "model/weights.bin",
    "sw.js",
]


@pytest.fixture
def built(tmp_path):
    for name in BUILT:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    return tmp_path


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        s3, cloudfront = boto3.client("s3", "us-east-1"), boto3.client("cloudfront", "us-east-1")
        s3.create_bucket(Bucket="page")
        origin = {"Id": "bucket", "DomainName": "page.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
        behaviour = {"TargetOriginId": "bucket", "ViewerProtocolPolicy": "redirect-to-https"}
        config = {"CallerReference": "1", "Comment": "", "Enabled": True, "Origins": {"Quantity": 1, "Items": [origin]}}
        made = cloudfront.create_distribution(DistributionConfig=config | {"DefaultCacheBehavior": behaviour})
        yield SimpleNamespace(s3=s3, cloudfront=cloudfront, distribution=made["Distribution"]["Id"])


def test_the_page_goes_last(built):
    assert publish.files(built)[-2:] == ["sw.js", "index.html"]
    assert sorted(publish.files(built)) == sorted(BUILT)


def test_packed_files_stay_here(built):
    for ending in publish.PACKED:
        (built / f"index.html{ending}").write_bytes(b"packed")
    assert sorted(publish.files(built)) == sorted(BUILT)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("assets/index-AbCd1234.js", "text/javascript; charset=utf-8"),
        ("assets/style-AbCd1234.css", "text/css; charset=utf-8"),
        ("assets/tfjs-EfGh5678.wasm", "application/wasm"),
        ("model/model.json", "application/json"),
        ("model/weights.bin", "application/octet-stream"),
        ("manifest.webmanifest", "application/manifest+json"),
        ("icon.svg", "image/svg+xml"),
        ("LICENSE", "application/octet-stream"),
    ],
)
def test_types(name, kind):
    assert publish.content_type(name) == kind


def test_all_files_are_sent_earlier_ones_stay_and_cloudfront_is_cleared(aws, built):
    aws.s3.put_object(Bucket="page", Key="assets/index-Earlier1.js", Body=b"still open somewhere")
    assert publish.publish(built, "page", aws.distribution, aws.s3, aws.cloudfront, "now") == len(BUILT)
    keys = [item["Key"] for item in aws.s3.list_objects_v2(Bucket="page")["Contents"]]
    assert sorted(keys) == sorted([*BUILT, "assets/index-Earlier1.js"])
    stored = aws.s3.get_object(Bucket="page", Key="assets/tfjs-EfGh5678.wasm")
    assert (stored["Body"].read(), stored["ContentType"]) == (b"assets/tfjs-EfGh5678.wasm", "application/wasm")
    (cleared,) = aws.cloudfront.list_invalidations(DistributionId=aws.distribution)["InvalidationList"]["Items"]
    batch = aws.cloudfront.get_invalidation(DistributionId=aws.distribution, Id=cleared["Id"])["Invalidation"]
    assert batch["InvalidationBatch"]["Paths"]["Items"] == ["/*"]


def test_an_unreachable_bucket_is_said(aws, built):
    with pytest.raises(publish.PublishError, match="cannot publish to no-such-bucket"):
        publish.publish(built, "no-such-bucket", aws.distribution, aws.s3, aws.cloudfront, "now")


def test_without_a_page_or_a_stack_nothing_is_sent(aws, built, tmp_path_factory, monkeypatch, capsys):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    assert publish.main(["digits", str(tmp_path_factory.mktemp("empty"))]) == 1
    assert "run `make web` first" in capsys.readouterr().err
    assert publish.main(["no-such-stack", str(built)]) == 1
    assert "there is no stack no-such-stack" in capsys.readouterr().err
    assert "Contents" not in aws.s3.list_objects_v2(Bucket="page")
