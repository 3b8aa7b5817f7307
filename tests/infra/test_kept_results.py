"""`make up` keeps results as files, under keys that anybody may have chosen."""

import pytest

from infra.up import keep


@pytest.mark.parametrize("key", ["a.jpg.json", "deep/er/a.jpg.json", "a/../b.json", "..json"])
def test_a_result_is_kept_under_its_key(key, tmp_path):
    assert keep(b"{}", tmp_path / "results", key) == str(tmp_path / "results" / key)
    assert (tmp_path / "results" / key).read_bytes() == b"{}"


@pytest.mark.parametrize(
    "key",
    ["../a.json", "a/../../a.json", "{elsewhere}/a.json", "a" * 300 + ".json", "taken/a.json", "nul\0.json", ".."],
    ids=["above", "above, by a way round", "from the root", "too long", "below a file", "no name", "the folder above"],
)
def test_a_result_whose_key_leads_elsewhere_or_names_no_file_is_not_kept(key, tmp_path):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "taken").write_bytes(b"")
    before = sorted(tmp_path.rglob("*"))
    assert keep(b"{}", tmp_path / "results", key.format(elsewhere=tmp_path)).startswith("in no file: ")
    assert [path for path in sorted(tmp_path.rglob("*")) if path.is_file()] == [
        path for path in before if path.is_file()
    ]
