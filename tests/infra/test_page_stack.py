"""What CloudFront says to browsers of the page, and how long it is kept."""

import re

import pytest

from infra.publish import PACKED
from tests.infra.conftest import ROOT

META = re.compile(r'http-equiv="Content-Security-Policy"\s+content="([^"]+)"')
YEAR = 365 * 24 * 60 * 60


def directives(policy):
    return {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}


@pytest.fixture(scope="module")
def page(template):
    return template("page.yaml")["Resources"]


@pytest.fixture(scope="module")
def distribution(page):
    return page["Distribution"]["Properties"]["DistributionConfig"]


def headers(page, name):
    config = page[name]["Properties"]["ResponseHeadersPolicyConfig"]
    assert all(header["Override"] for header in config["CustomHeadersConfig"]["Items"])
    return {header["Header"]: header["Value"] for header in config["CustomHeadersConfig"]["Items"]}


@pytest.mark.parametrize("name", ["KeepHeaders", "AskHeaders"])
def test_the_header_says_what_the_page_says_and_forbids_frames(page, name):
    (meta,) = META.findall((ROOT / "web/index.html").read_text(encoding="utf-8"))
    security = page[name]["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    sent = directives(security["ContentSecurityPolicy"]["ContentSecurityPolicy"])
    assert sent == directives(meta) | {"frame-ancestors": ["'none'"]}


@pytest.mark.parametrize("name", ["KeepHeaders", "AskHeaders"])
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("StrictTransportSecurity", {"AccessControlMaxAgeSec": 2 * YEAR, "IncludeSubdomains": True, "Override": True}),
        ("ContentTypeOptions", {"Override": True}),
        ("FrameOptions", {"FrameOption": "DENY", "Override": True}),
        ("ReferrerPolicy", {"ReferrerPolicy": "no-referrer", "Override": True}),
    ],
)
def test_security_headers(page, name, header, value):
    assert page[name]["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"][header] == value


@pytest.mark.parametrize(
    ("pattern", "cache", "seconds", "control"),
    [
        (None, "ForMinutes", 300, "no-cache"),
        ("assets/*", "ForEver", YEAR, f"public, max-age={YEAR}, immutable"),
        ("later/*", "ForEver", YEAR, f"public, max-age={YEAR}, immutable"),
    ],
)
def test_hashed_files_are_kept_for_a_year_and_others_are_asked_for(
    page, distribution, pattern, cache, seconds, control
):
    behaviours = {None: distribution["DefaultCacheBehavior"]} | {
        b["PathPattern"]: b for b in distribution["CacheBehaviors"]
    }
    behaviour = behaviours[pattern]
    assert behaviour["CachePolicyId"] == {"Ref": cache}
    policy = page[cache]["Properties"]["CachePolicyConfig"]
    assert policy["DefaultTTL"] == policy["MaxTTL"] == seconds
    key = policy["ParametersInCacheKeyAndForwardedToOrigin"]
    assert key["EnableAcceptEncodingBrotli"] and key["EnableAcceptEncodingGzip"]
    assert headers(page, behaviour["ResponseHeadersPolicyId"]["Ref"])["Cache-Control"] == control
    assert behaviour["Compress"] is True
    assert behaviour["ViewerProtocolPolicy"] == "redirect-to-https"
    assert behaviour["AllowedMethods"] == ["GET", "HEAD"]


def test_only_this_distribution_reads_the_bucket(page, distribution):
    allow, _ = page["BucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert (allow["Principal"], allow["Action"]) == ({"Service": "cloudfront.amazonaws.com"}, "s3:GetObject")
    source = "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}"
    assert allow["Condition"] == {"StringEquals": {"AWS:SourceArn": {"Fn::Sub": source}}}
    (origin,) = distribution["Origins"]
    assert origin["OriginAccessControlId"] == {"Ref": "AccessControl"}
    assert page["AccessControl"]["Properties"]["OriginAccessControlConfig"]["SigningBehavior"] == "always"


@pytest.mark.parametrize("folder", ["assets", "later"])
def test_files_that_are_kept_for_a_year_have_a_hash_in_their_names(folder):
    built = ROOT / "web/dist" / folder
    if not built.is_dir():
        pytest.skip("no built page: run `make web` first")
    names = [path.name for path in built.iterdir() if path.suffix not in PACKED]
    assert names
    assert [name for name in names if not re.search(r"-[\w-]{8}\.\w+$", name)] == []
