"""Thousands of uploads through bucket, queue and function, while everything goes wrong: none is lost, none answered twice.

S3 and SQS are moto's server, the functions are processes of their own that race for the messages. Seeded are: what is uploaded,
overwritten and deleted, which messages come twice and in which order, which requests fail, and when a function is killed.
"""

import json
import os
import random
import subprocess
import sys
import threading
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote_plus

import cv2
import numpy as np
import pytest

from infra import local
from lambda_fn.answer import result_key
from lambda_fn.read import read

ROOT = Path(__file__).parents[2]
UPLOADS, SEED, FAULTS = 2000, 20260105, 0.10
FUNCTIONS, KILLS = 2, 4  # functions at once; how often each is killed
DUPLICATES, REORDERED = 0.10, 40  # share of messages sent twice; messages that are shuffled together
GROWTH, WARM = 48 * 2**20, 20  # bytes by which a function may grow once it has answered WARM events
POISON = ["", "no JSON", "[]", '{"Records": [{"s3": {}}]}', '{"Records": 3}', '"text"', '{"detail-type": "x"}']
NAMES = [
    "plain {}.jpg",
    "a+b {}.png",
    "100% {}.webp",
    "a%20b{}",
    "数字/café 🖊 {}.jpg",
    "&=;?#,()' {}",
    "long/{}/" + "x" * 1010,
    "字" * 338 + "{}",
]


def pictures(chance: random.Random) -> list[bytes]:
    """Small pictures of different sizes, so that no two have the same Reading, and after them some that are none."""
    sound = []
    for number in range(40):
        paper = np.full((30 + number, 34, 3), 235, np.uint8)
        cv2.line(paper, (17, 6), (chance.randrange(10, 24), 24 + number // 2), (40, 30, 60), 3)
        sound.append(cv2.imencode(chance.choice([".png", ".jpg", ".bmp"]), paper)[1].tobytes())
    return [*sound, b"", b"Dear reader,", sound[0][: len(sound[0]) // 2], chance.randbytes(500)]


class Uploaded:
    """What was uploaded, by key: each version's content and ETag in order; and whether it was deleted at last."""

    def __init__(self, s3, contents, chance):
        self.versions: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self.deleted: set[str] = set()
        self.order: dict[tuple[str, str], int] = {}
        self._s3, self._contents, self._chance = s3, contents, chance

    def put(self, key):
        # Never what this key had before: a version is known by its ETag. Only what is never replaced may be no picture.
        used = {content for content, _ in self.versions[key]}
        many = 40 if used or self._chance.random() < 0.9 else len(self._contents)
        content = self._chance.choice([number for number in range(many) if number not in used])
        etag = self._s3.put_object(Bucket=local.UPLOADS, Key=key, Body=self._contents[content])["ETag"].strip('"')
        self.versions[key].append((content, etag))
        self.order[key, etag] = len(self.order) + 1
        self.deleted.discard(key)

    def delete(self, key):
        self._s3.delete_object(Bucket=local.UPLOADS, Key=key)
        self.deleted.add(key)

    def all_in_order(self, count):
        """Upload so many, among them newer versions, deletions, and uploads under keys of what was deleted."""
        for number in range(count):
            known = [key for key, versions in self.versions.items() if len(versions) < 3 and versions[0][0] < 40]
            if known and self._chance.random() < 0.15:
                self.put(self._chance.choice(known[-30:]))
            else:
                self.put(self._chance.choice(NAMES).format(number))
            # Of three versions of which the last is deleted unread, no event tells the order of the other two.
            deletable = [key for key, versions in list(self.versions.items())[-20:] if len(versions) < 3]
            if deletable and self._chance.random() < 0.04:
                self.delete(self._chance.choice(deletable))
            yield


class Delivery:
    """Takes messages from the queue, shuffles them, sends some twice, and hands them to functions as events."""

    def __init__(self, address, uploaded, chance):
        self._queue, self._sqs = local.Queue(address), local.client("sqs", address)
        self._url = self._sqs.get_queue_url(QueueName=local.QUEUE)["QueueUrl"]
        self._uploaded, self._chance = uploaded, chance
        self._lock, self._waiting = threading.Lock(), []
        self._doubled = set()

    def next(self):
        """An event, None if there is nothing to deliver for now."""
        with self._lock:
            while len(self._waiting) < REORDERED and (event := self._queue.event()):
                self._waiting += event["Records"]
            self._chance.shuffle(self._waiting)
            records, self._waiting = self._waiting[: local.BATCH], self._waiting[local.BATCH :]
            for record in records:
                # What names no upload is sent once, so that it can be counted.
                new = record["messageId"] not in self._doubled and '"eTag"' in record["body"]
                if new and self._chance.random() < DUPLICATES:
                    again = self._sqs.send_message(QueueUrl=self._url, MessageBody=record["body"])
                    self._doubled |= {record["messageId"], again["MessageId"]}
        return (
            {"Records": [record | {"body": self._in_order(record["body"])} for record in records]} if records else None
        )

    def _in_order(self, body):
        """The message with S3's mark of order, which moto leaves out."""
        try:
            (record,) = json.loads(body)["Records"]
            entry = record["s3"]["object"]
            entry["sequencer"] = f"{self._uploaded.order[unquote_plus(entry['key']), entry['eTag']]:016X}"
        except (ValueError, KeyError, TypeError):
            return body
        return json.dumps({"Records": [record]})

    def settle(self, event, answer):
        self._queue.settle(event, answer)

    def send(self, body):
        self._sqs.send_message(QueueUrl=self._url, MessageBody=body or " ")

    def is_over(self):
        """Whether no message is waiting, nor with a function."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        counts = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=names)["Attributes"]
        return not self._waiting and not any(int(counts[name]) for name in names)


class Function:
    """A function's process, started anew when it was killed. memory: bytes after each event of the present process."""

    def __init__(self, address, seed, rate, kills):
        self._address, self._rate = address, rate
        self._chance = random.Random(seed)
        self.kills, self._left, self.memory, self._process = 0, kills, [], None

    def invoke(self, event):
        """The function's answer, None if it was killed over it."""
        if self._process is None:
            self._start()
        self._process.stdin.write(json.dumps(event) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if line:
            told = json.loads(line)
            self.memory.append(told["memory"])
            return told["answer"]
        # Nothing but the kill that was asked for may end it.
        assert self._process.wait() == -9
        self.kills, self._process = self.kills + 1, None
        return None

    def _start(self):
        dies_at = 0
        if self._left:
            self._left -= 1
            dies_at = self._chance.randrange(60, 300)
        numbers = [str(number) for number in (self._chance.randrange(10**9), self._rate, dies_at)]
        variables = os.environ | local.environment(self._address) | {"RESULTS_BUCKET": local.RESULTS}
        self.memory = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.infra.faulty_function", *numbers],
            cwd=ROOT,
            env=variables,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def end(self):
        if self._process is not None:
            self._process.stdin.close()
            self._process.wait()


def deliver(functions, delivery, more):
    """Let all functions answer at the same time until nothing is left. more: a generator; a step of it between two events."""
    errors, lock = [], threading.Lock()
    finished, no_more = threading.Event(), object()

    def serve(function):
        try:
            while not errors:
                with lock:
                    # Fewer than an event holds, since some come back: moto is slow with a long queue.
                    for _ in range(5):
                        if next(more, no_more) is no_more:
                            finished.set()
                event = delivery.next()
                if event:
                    delivery.settle(event, function.invoke(event))
                elif finished.is_set() and delivery.is_over():
                    return
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=serve, args=(function,)) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def dead_letters(address):
    """The bodies of all dead letters, which are taken out."""
    queue, bodies = local.Queue(address, local.DEAD_LETTERS), []
    while event := queue.event():
        bodies += queue.settle(event, {"batchItemFailures": []})
    return bodies


def named_by(bodies):
    """(key, ETag) of the uploads that dead letters name."""
    entries = [json.loads(body)["Records"][0]["s3"]["object"] for body in bodies]
    return {(unquote_plus(entry["key"]), entry["eTag"]) for entry in entries}


# For each request moto looks through its own folder, which takes a third of its time: here, it remembers what it found.
CLOUD = """
from moto import backends
from infra import local
modules = list(backends.list_of_moto_modules())
backends.list_of_moto_modules = lambda: modules
with local.cloud() as address:
    print(address, flush=True)
    input()
"""


@contextmanager
def cloud_of_its_own():
    """A local cloud in a process of its own, which leaves this one's time to the messages; its address."""
    command = [sys.executable, "-c", CLOUD]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield process.stdout.readline().strip()
        process.communicate("the end\n")


@pytest.fixture(scope="module")
def aftermath(model):
    """What is left when it is all over: (uploaded, S3 client, dead letters, functions, contents, address, delivery)."""
    chance = random.Random(SEED)
    with cloud_of_its_own() as address:
        local.make_stack(address)
        s3 = local.client("s3", address)
        # Every write of a result leaves a version, so that it can be seen what was written over what.
        s3.put_bucket_versioning(Bucket=local.RESULTS, VersioningConfiguration={"Status": "Enabled"})
        contents = pictures(chance)
        uploaded = Uploaded(s3, contents, chance)
        delivery = Delivery(address, uploaded, random.Random(SEED + 1))
        functions = [Function(address, SEED + 2 + number, FAULTS, KILLS) for number in range(FUNCTIONS)]
        for body in POISON:
            delivery.send(body)
        deliver(functions, delivery, uploaded.all_in_order(UPLOADS))
        for function in functions:
            function.end()
        yield uploaded, s3, dead_letters(address), functions, contents, address, delivery


def results(s3):
    """Of each result's key its versions, oldest first: [(metadata, Reading), …]."""
    found = defaultdict(list)
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=local.RESULTS):
        for version in page.get("Versions", []):
            got = s3.get_object(Bucket=local.RESULTS, Key=version["Key"], VersionId=version["VersionId"])
            found[version["Key"]].insert(0, (got["Metadata"], json.load(got["Body"])))
    return found


def expected(content, key, model):
    return json.loads(json.dumps(read(content, f"s3://{local.UPLOADS}/{key}", model)))


def test_no_upload_is_lost_and_none_is_answered_twice(aftermath, model):
    uploaded, s3, dead, functions, contents, *_ = aftermath
    assert sum(len(versions) for versions in uploaded.versions.values()) == UPLOADS
    assert sum(function.kills for function in functions) == FUNCTIONS * KILLS

    # A message that names no upload is a dead letter, once, and nothing else is but what names one.
    poison = [body for body in dead if '"eTag"' not in body]
    assert sorted(poison) == sorted(body or " " for body in POISON)
    kept = named_by(body for body in dead if '"eTag"' in body)

    found = results(s3)
    assert set(found) <= {result_key(key) for key in uploaded.versions}
    lost, wrong, stepped_back = [], [], []
    for key, versions in uploaded.versions.items():
        content, etag = versions[-1]
        written = found.get(result_key(key), [])
        # Versions of a result follow the uploads' order, and none is written twice.
        orders = [uploaded.order[key, metadata["upload-etag"]] for metadata, _ in written]
        if orders != sorted(set(orders)):
            stepped_back.append((key, orders))
        if not written or written[-1][0]["upload-etag"] != etag:
            if (key, etag) not in kept:
                lost.append((key, orders, key in uploaded.deleted))
            continue
        reading = written[-1][1]
        gone = reading.get("error", {}).get("code") == "not-found"
        if not (gone and key in uploaded.deleted) and reading != expected(contents[content], key, model):
            wrong.append((key, reading))
    assert (lost, wrong, stepped_back) == ([], [], [])
    # So that this shows something: most were answered in spite of it all, and some were not.
    assert len(found) > 0.95 * len(uploaded.versions)


def test_dead_letters_are_answered_once_they_are_sent_again_and_s3_works(aftermath):
    uploaded, s3, dead, _, _, address, delivery = aftermath
    again = [body for body in dead if '"eTag"' in body]
    for body in again:
        delivery.send(body)
    function = Function(address, SEED, 0.0, 0)
    deliver([function], delivery, iter(()))
    function.end()
    assert dead_letters(address) == []
    for key in {key for key, _ in named_by(again)}:
        stored = s3.head_object(Bucket=local.RESULTS, Key=result_key(key))
        assert stored["Metadata"]["upload-etag"] == uploaded.versions[key][-1][1], key


def test_memory_stays_flat(aftermath):
    for function in aftermath[3]:
        assert len(function.memory) > 2 * WARM
        assert min(function.memory[-WARM:]) - max(function.memory[:WARM]) < GROWTH
