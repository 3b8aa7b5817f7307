"""What the benchmark installs is installed once, and again where it no longer fits."""

import pytest

from tests.bench.peers import environments


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """Each installation that is asked for; none is carried out."""
    asked = []
    monkeypatch.setattr(environments, "CACHE", tmp_path)
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    monkeypatch.setattr(environments, "lambda_python", lambda: "python")
    monkeypatch.setattr(environments, "_run", lambda command, what: asked.append(what))
    return asked


def test_a_package_is_unpacked_once(installed):
    for _ in range(2):
        environments.unpacked("tensorflow")
    assert installed == ["tensorflow.txt"]


def test_a_package_is_unpacked_again_for_another_python(installed, monkeypatch):
    environments.unpacked("tensorflow")
    monkeypatch.setattr(environments, "PYTHON", "3.99")
    environments.unpacked("tensorflow")
    assert installed == ["tensorflow.txt"] * 2
