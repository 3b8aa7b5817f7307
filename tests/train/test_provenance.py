"""Figures name the commit that they are of, and say where the code was another."""

import subprocess

import pytest

from train.provenance import commit


@pytest.fixture
def repository(tmp_path):
    """With figures.json and code.py, committed."""

    def git(*arguments):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments], cwd=tmp_path, check=True)

    git("init", "--quiet")
    for name in ("figures.json", "code.py"):
        (tmp_path / name).write_text("1\n")
    git("add", ".")
    git("commit", "--quiet", "--message", "all")
    return tmp_path


@pytest.mark.parametrize(
    "changed, written, is_marked",
    [
        ([], [], False),
        (["code.py"], [], True),
        (["figures.json"], [], True),
        (["figures.json"], ["figures.json"], False),
        (["figures.json", "code.py"], ["figures.json"], True),
        (["new.txt"], [], False),
    ],
    ids=["nothing", "code", "figures", "what is written itself", "that and code", "what is not tracked"],
)
def test_a_commit_is_marked_where_something_else_has_changed(repository, changed, written, is_marked):
    for name in changed:
        (repository / name).write_text("2\n")
    named = commit(repository, written)
    assert named.endswith(" and uncommitted changes") == is_marked
    assert len(named.split()[0]) == 12


def test_outside_git_there_is_no_commit(tmp_path):
    assert commit(tmp_path) is None
