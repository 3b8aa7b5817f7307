"""Many files: read by several processes, answered in order, and none is lost with a process."""

from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from lambda_fn import many
from lambda_fn.many import AHEAD, LEAST_EACH, answers
from lambda_fn.predict import Model

DIGITS = Path(__file__).parents[2] / "digits"


@pytest.fixture(scope="module")
def model():
    return Model.load()


@pytest.fixture
def files(tmp_path):
    """Twice as many files as one process reads, one of them none and one no picture."""
    samples = sorted(DIGITS.glob("*.jpg"))
    paths = []
    for number in range(2 * LEAST_EACH):
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(samples[number % len(samples)].read_bytes())
        paths.append(str(path))
    Path(paths[3]).write_text("no picture")
    Path(paths[20]).unlink()
    return paths


class Pool:
    """Reads in this process, and dies after so many pictures."""

    def __init__(self, lasts, model):
        self.lasts, self.model, self.read, self.ended = lasts, model, [], False

    def __call__(self, processes, context, start, given):
        return self

    def submit(self, work, path):
        if len(self.read) > self.lasts:
            raise BrokenProcessPool
        future = Future()
        self.read.append(path)
        if len(self.read) > self.lasts:
            future.set_exception(BrokenProcessPool())
        else:
            future.set_result(many.answer(path, self.model))
        return future

    def shutdown(self, cancel_futures):
        self.ended = True


def test_two_processes_answer_as_one_does_and_in_order(files, model, monkeypatch):
    monkeypatch.setattr(many, "cores", lambda: 2)
    together = list(answers(files, model, None))
    monkeypatch.setattr(many, "cores", lambda: 1)
    assert together == list(answers(files, model, None))
    assert [one["source"] for one in together] == files
    assert {i: one["error"]["code"] for i, one in enumerate(together) if "error" in one} == {
        3: "not-an-image",
        20: "not-found",
    }


@pytest.mark.parametrize("lasts", [0, 5, 2 * LEAST_EACH - 1])
def test_no_picture_is_lost_with_a_process(files, model, monkeypatch, lasts):
    monkeypatch.setattr(many, "cores", lambda: 2)
    pool = Pool(lasts, model)
    monkeypatch.setattr(many, "ProcessPoolExecutor", pool)
    assert [one["source"] for one in answers(files, model, None)] == files
    assert pool.ended


def test_no_more_are_under_way_than_a_few_for_each_process(files, model, monkeypatch):
    monkeypatch.setattr(many, "cores", lambda: 2)
    pool = Pool(len(files), model)
    monkeypatch.setattr(many, "ProcessPoolExecutor", pool)
    for number, _ in enumerate(answers(files, model, None), start=1):
        assert len(pool.read) <= number - 1 + 2 * AHEAD


def test_who_stops_asking_ends_the_processes(files, model, monkeypatch):
    monkeypatch.setattr(many, "cores", lambda: 2)
    pool = Pool(len(files), model)
    monkeypatch.setattr(many, "ProcessPoolExecutor", pool)
    asked = answers(files, model, None)
    next(asked)
    asked.close()
    assert pool.ended and len(pool.read) <= 2 * AHEAD


@pytest.mark.parametrize("cores, count", [(1, 2 * LEAST_EACH), (8, 2 * LEAST_EACH - 1)])
def test_on_one_core_or_of_few_pictures_no_process_is_started(files, model, monkeypatch, cores, count):
    monkeypatch.setattr(many, "cores", lambda: cores)
    monkeypatch.setattr(many, "ProcessPoolExecutor", None)
    assert len(list(answers(files[:count], model, None))) == count
