"""What the tests of the cloud side share: the templates as values, as text that a linter takes, and as SAM translates them."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from cfnlint.decode import cfn_yaml

ROOT = Path(__file__).parents[2]
INFRA = ROOT / "infra"
TOOLS = ROOT / ".venv-sam/bin"

# Runs in the SAM command line's own environment, which has the translator that AWS runs, too. What `sam package` would upload is
# named as if it had been.
TRANSLATE = """
import json, sys, boto3
from samcli.yamlhelper import yaml_dump, yaml_parse
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
template = yaml_parse(yaml_dump(yaml_parse(open(sys.argv[1]).read())))
for resource in template["Resources"].values():
    properties = resource.get("Properties", {})
    if resource["Type"] == "AWS::Serverless::Function":
        properties["CodeUri"] = "s3://packages/function.zip"
    if resource["Type"] == "AWS::Serverless::Application":
        properties["Location"] = "https://s3.amazonaws.com/packages/" + properties["Location"]
print(json.dumps(Translator({}, Parser(), boto_session=boto3.Session(region_name="eu-west-1")).translate(template, {})))
"""


def templates() -> list[str]:
    """Names of all templates."""
    return sorted(path.name for path in INFRA.glob("*.yaml"))


@pytest.fixture(scope="session")
def template():
    """Reads a template by name: plain values, intrinsic functions in their long form ({"Ref": …})."""
    return lambda name: json.loads(json.dumps(cfn_yaml.load(str(INFRA / name))))


@pytest.fixture(scope="session")
def resources(template):
    """All resources of all templates: {"template.yaml/UploadsBucket": resource}."""
    return {f"{name}/{key}": resource for name in templates() for key, resource in template(name)["Resources"].items()}


@pytest.fixture(scope="session")
def translated():
    """Gives a template by name as CloudFormation gets it from SAM. Skips where the SAM command line is not installed."""
    if not (TOOLS / "sam").exists():
        pytest.skip("no SAM command line: run `make -C infra venv` first")

    def translate(name: str) -> dict:
        environment = os.environ | {"SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "eu-west-1"}
        command = [TOOLS / "python", "-c", TRANSLATE, INFRA / name]
        return json.loads(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)

    return translate
