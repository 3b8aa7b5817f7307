"""The training job's container: its image can be built from what is here, and Batch gives it arguments that it takes."""

import fnmatch
import re
import shlex
import subprocess

import pytest

from tests.infra.conftest import ROOT, TOOLS
from train import __main__ as job
from train.settings import ARCHITECTURES, RECIPES

DOCKERFILE = ROOT / "train/Dockerfile"


@pytest.fixture(scope="module")
def instructions():
    """[(instruction, rest)] of the Dockerfile, continued lines joined, comments left out."""
    text = re.sub(r"^\s*#.*\n", "", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    return [tuple(line.split(None, 1)) for line in text.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def properties(template):
    return template("training.yaml")["Resources"]["Job"]["Properties"]


def sent_to_the_builder(path):
    """Whether the ignore file lets a path through: the last rule that fits it, or a folder above it, decides."""
    rules = (ROOT / "train/Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    sent = True
    for rule in (rule for rule in rules if rule and not rule.startswith("#")):
        pattern = rule.removeprefix("!")
        parts = path.split("/")
        above = ["/".join(parts[: end + 1]) for end in range(len(parts))]
        if any(fnmatch.fnmatch(part, pattern) for part in above):
            sent = rule.startswith("!")
    return sent


def test_the_linter_has_nothing_to_say():
    if not (TOOLS / "hadolint").exists():
        pytest.skip("no hadolint: run `make -C infra venv` first")
    done = subprocess.run([TOOLS / "hadolint", DOCKERFILE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_what_is_copied_is_there_and_is_sent_to_the_builder(instructions):
    sources = [
        source
        for name, rest in instructions
        if name == "COPY" and not rest.startswith("--from")
        for source in shlex.split(rest)[:-1]
    ]
    assert {"lambda_fn", "train", "web/src", "requirements/train.txt"} <= set(sources)
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert [source for source in sources if not sent_to_the_builder(source)] == []


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("train/__main__.py", True),
        ("lambda_fn/model/digits.json", True),
        ("train/__pycache__/fit.cpython-312.pyc", False),
        (".git/config", False),
        ("runs/latest/digits.keras", False),
        ("web/node_modules/vite/package.json", False),
    ],
)
def test_the_builder_gets_the_product_and_nothing_else(path, sent):
    assert sent_to_the_builder(path) == sent


def test_what_the_modules_need_is_copied(instructions):
    """The exporter runs this script in Node; it and what it imports must be in the image."""
    copied = [shlex.split(rest)[0] for name, rest in instructions if name == "COPY" and not rest.startswith("--from")]
    script = ROOT / "web/scripts/verify.mjs"
    imported = re.findall(r"from '(\.[^']+)'", script.read_text(encoding="utf-8"))
    for path in [script, *((script.parent / name).resolve() for name in imported)]:
        assert any(path.is_relative_to(ROOT / source) for source in copied), path


def test_the_image_runs_the_training_command_as_no_root(instructions):
    by_name = dict(instructions)
    assert by_name["ENTRYPOINT"] == '["python", "-m", "train"]'
    assert by_name["USER"] == "1000"


@pytest.mark.parametrize("given", [{}, {"recipe": "quick", "arch": "mlp"}])
def test_batch_gives_the_command_what_it_takes(properties, monkeypatch, given):
    seen = []
    monkeypatch.setattr(job, "train_with_store", lambda options: seen.append(options) or 0)
    values = properties["Parameters"] | given
    command = [
        part if isinstance(part, str) else "s3://artefacts" for part in properties["ContainerProperties"]["Command"]
    ]
    command = [values[part.removeprefix("Ref::")] if part.startswith("Ref::") else part for part in command]
    assert job.main(command) == 0
    (options,) = seen
    assert (options.recipe, options.arch, options.store) == (values["recipe"], values["arch"], "s3://artefacts")
    assert options.recipe in RECIPES and options.arch in ARCHITECTURES


def test_a_run_that_lost_its_machine_goes_on_and_one_that_failed_does_not(properties, template):
    machines = template("training.yaml")["Resources"]["Machines"]["Properties"]["ComputeResources"]
    assert machines["Type"] == "FARGATE_SPOT"
    rules = [(rule.get("OnStatusReason", ""), rule["Action"]) for rule in properties["RetryStrategy"]["EvaluateOnExit"]]
    assert rules[0] == ("Your Spot Task was interrupted*", "RETRY")
    assert rules[-1] == ("", "EXIT")


def test_the_machine_is_one_that_fargate_has(properties):
    asked = {need["Type"]: int(need["Value"]) for need in properties["ContainerProperties"]["ResourceRequirements"]}
    # Fargate's table for 8 processors: 16 to 60 GB in steps of 4.
    assert asked["VCPU"] == 8 and asked["MEMORY"] in range(16 * 1024, 60 * 1024 + 1, 4 * 1024)


def test_nothing_can_come_in_from_outside(template):
    group = template("training.yaml")["Resources"]["OutOnly"]["Properties"]
    assert "SecurityGroupIngress" not in group
    assert [rule["FromPort"] for rule in group["SecurityGroupEgress"]] == [443]


@pytest.mark.parametrize("place", ["data", "runs", "models"])
def test_the_job_may_write_only_where_its_things_are_kept(template, place):
    (policy,) = template("training.yaml")["Resources"]["JobRole"]["Properties"]["Policies"]
    listing, writing = policy["PolicyDocument"]["Statement"]
    assert listing["Action"] == "s3:ListBucket"
    assert {"Fn::Sub": f"${{ArtefactsBucket.Arn}}/{place}/*"} in writing["Resource"]
    assert len(writing["Resource"]) == 3
