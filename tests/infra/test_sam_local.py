"""`sam local invoke`, as infra/README.md says it, in a container: the built function, with a local S3 on this machine.

Needs a container engine and the runtime's image. Nothing is pulled: where one of them is missing, this is skipped.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from infra import emulator, local
from infra.package import PYTHON, this_processor

ROOT = Path(__file__).parents[2]
SAM = ROOT / ".venv-sam/bin/sam"
IMAGE = f"public.ecr.aws/lambda/python:{PYTHON}-{this_processor()}"
EVENTS = ROOT / "infra/events"


@pytest.fixture(scope="module")
def _engine():
    """A container engine that has the image of Lambda's runtime."""
    if not shutil.which("docker"):
        pytest.skip("no container engine: the docker command is missing")
    asked = subprocess.run(["docker", "info"], capture_output=True, text=True, check=False)
    if asked.returncode:
        pytest.skip(f"no container engine is running: {asked.stderr.strip().splitlines()[-1]}")
    if subprocess.run(["docker", "image", "inspect", IMAGE], capture_output=True, check=False).returncode:
        pytest.skip(f"the container engine has no image {IMAGE}: docker pull {IMAGE}")
    if not SAM.exists():
        pytest.skip("no SAM command line: run `make -C infra venv` first")
    try:
        emulator.built_package()
    except emulator.MissingPartError as missing:
        pytest.skip(str(missing))


@pytest.fixture
def cloud_for_containers(tmp_path):
    """A local S3 that containers reach: (address from here, file of the function's variables)."""
    with local.cloud(host="0.0.0.0") as address:
        local.make_stack(address)
        variables = json.loads((EVENTS / "local.json").read_text(encoding="utf-8"))
        port = address.rpartition(":")[2]
        variables["ReadFunction"]["AWS_ENDPOINT_URL"] = f"http://host.docker.internal:{port}"
        file = tmp_path / "variables.json"
        file.write_text(json.dumps(variables), encoding="utf-8")
        yield address, file


def sam_local_invoke(event, variables, address):
    """What the function answers in its container."""
    command = [SAM, "local", "invoke", "ReadFunction", "--skip-pull-image", "--event", event, "--env-vars", variables]
    command += ["--template", ROOT / f"infra/.aws-sam/{this_processor()}/template.yaml"]
    command += ["--parameter-overrides", f"Architecture={this_processor()}"]
    command += ["--add-host", "host.docker.internal:host-gateway"]
    # The function gets this process's keys and region; its endpoint is another than ours.
    keys = {name: value for name, value in local.environment(address).items() if name != "AWS_ENDPOINT_URL"}
    surroundings = os.environ | keys | {"SAM_CLI_TELEMETRY": "0"}
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


@pytest.mark.usefixtures("_engine")
@pytest.mark.parametrize(
    ("event", "key", "answer"),
    [
        ("put.json", "digits/digit1.jpg", {"results": ["digits/digit1.jpg.json"]}),
        ("queue.json", "digits/digit1.jpg", {"batchItemFailures": []}),
    ],
)
def test_sam_local_invoke_reads_an_upload_and_writes_its_result(cloud_for_containers, event, key, answer):
    address, variables = cloud_for_containers
    s3 = local.client("s3", address)
    s3.upload_file(str(ROOT / key), "uploads", key)
    assert sam_local_invoke(EVENTS / event, variables, address) == answer
    reading = json.load(s3.get_object(Bucket="results", Key=f"{key}.json")["Body"])
    assert (reading["source"], reading["text"]) == (f"s3://uploads/{key}", "3")
