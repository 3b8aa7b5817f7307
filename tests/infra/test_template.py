"""The SAM template is valid and says of the package what the package is."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from infra.package import PROCESSORS, PYTHON

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "infra/template.yaml"
SAM = ROOT / ".venv-sam/bin/sam"


@pytest.mark.skipif(not SAM.exists(), reason="no SAM command line: run `make -C infra venv` first")
def test_sam_and_its_linter_accept_the_template():
    environment = os.environ | {"SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "eu-west-1"}
    command = [SAM, "validate", "--lint", "--template", TEMPLATE]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "is a valid SAM Template" in done.stdout


def test_the_template_and_the_package_agree_on_python_and_processors():
    text = TEMPLATE.read_text(encoding="utf-8")
    assert f"Runtime: python{PYTHON}\n" in text
    assert f"AllowedValues: [{', '.join(PROCESSORS)}]" in text


def test_the_template_names_a_handler_that_exists():
    module, _, function = re.search(r"Handler: (\S+)", TEMPLATE.read_text(encoding="utf-8"))[1].rpartition(".")
    assert (
        f"def {function}(event: dict, context: object)"
        in (ROOT / module.replace(".", "/")).with_suffix(".py").read_text()
    )


def test_the_event_for_local_invocation_names_a_sample_picture():
    (record,) = json.loads((ROOT / "infra/events/put.json").read_text(encoding="utf-8"))["Records"]
    assert record["eventName"] == "ObjectCreated:Put"
    assert (ROOT / record["s3"]["object"]["key"]).is_file()
