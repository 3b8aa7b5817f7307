"""What a number of pictures a day needs and costs: `python -m infra.scale` writes the tables of SCALE.md.

From infra/measured.json (times), infra/prices.json (prices, and what could not be measured) and the templates (memory, batch sizes).
"""

import json
import math
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

INFRA = Path(__file__).resolve().parent
PAGE = INFRA / "SCALE.md"
DAY, MONTH = 24 * 60 * 60, 30 * 24 * 60 * 60
RATES = (1, 10**4, 10**6, 10**9)
# What lambda_fn does with one upload: it looks at the result, fetches, stores, and looks at the upload again.
LOOKS, FETCHES, STORES = 2, 1, 1
# Step Functions enters the state that reads, and starts the batch's execution.
TRANSITIONS = 2
MB, GB = 10**6, 10**9


@dataclass(frozen=True)
class Setting:
    """What the templates say. memory: GB as Lambda bills them."""

    memory: float
    live_batch: int
    backfill_batch: int
    visibility: int
    concurrency: int


@dataclass(frozen=True)
class Need:
    """What a number of pictures a day needs. rates in pictures a second; dollars for a million pictures, in parts."""

    mean_rate: float
    peak_rate: float
    batch: int
    concurrency: int
    backlog_hour: int
    dollars: dict[str, float]


def setting(folder: Path = INFRA) -> Setting:
    """From the templates' text."""

    def number(file: str, name: str) -> int:
        return int(re.search(rf"^\s*{name}:\s*(\d+)$", (folder / file).read_text(encoding="utf-8"), re.MULTILINE)[1])

    concurrency = re.search(
        r"  Concurrency:\n    Type: Number\n    Default: (\d+)", (folder / "template.yaml").read_text(encoding="utf-8")
    )
    return Setting(
        memory=number("template.yaml", "MemorySize") / 1024,
        live_batch=number("template.yaml", "BatchSize"),
        backfill_batch=number("backfill.yaml", "MaxItemsPerBatch"),
        visibility=number("template.yaml", "VisibilityTimeout"),
        concurrency=int(concurrency[1]),
    )


def seconds(kind: dict[str, Any], assumed: dict[str, float]) -> float:
    """Of one picture, as if fetching, reading and storing never overlapped: an upper bound."""
    requests = (LOOKS + FETCHES + STORES) * assumed["s3_first_byte_ms"] / 1000
    return kind["milliseconds"]["all"] / 1000 + requests + kind["bytes"] / (assumed["s3_mb_per_second"] * MB)


def dollars(
    kind: dict[str, Any], batch: int, given: Setting, prices: dict[str, float], assumed: dict[str, float]
) -> dict[str, float]:
    """Of a million pictures in the live path, by what is paid for."""
    invocations = 1 / batch
    one = {
        "Lambda, time": seconds(kind, assumed) * given.memory * prices["lambda_gb_second_arm64"],
        "Lambda, requests": invocations * prices["lambda_request"],
        # S3 sends each message; receiving and deleting go by batches.
        "SQS": (1 + 2 * invocations) * prices["sqs_request"],
        "S3, requests": STORES * prices["s3_put"] + (LOOKS + FETCHES) * prices["s3_get"],
        "log": (assumed["log_bytes_picture"] + invocations * assumed["log_bytes_invocation"]) / GB * prices["logs_gb"],
    }
    return {name: 10**6 * price for name, price in one.items()}


def backfill_dollars(
    kind: dict[str, Any], given: Setting, prices: dict[str, float], assumed: dict[str, float]
) -> dict[str, float]:
    """Of a million pictures in a back-fill by listing."""
    same = dollars(kind, given.backfill_batch, given, prices, assumed)
    del same["SQS"]
    states = 10**6 / given.backfill_batch * TRANSITIONS * prices["states_transition"]
    return same | {"Step Functions": states, "S3, listing": 1000 * prices["s3_list_1000"]}


def need(
    pictures: int, kind: dict[str, Any], given: Setting, prices: dict[str, float], assumed: dict[str, float]
) -> Need:
    """What so many pictures of a kind a day need."""
    peak = pictures * assumed["busiest_hour_share"] / 3600
    batch = given.live_batch if peak > assumed["batch_full_above_per_second"] else 1
    return Need(
        mean_rate=pictures / DAY,
        peak_rate=peak,
        batch=batch,
        concurrency=max(1, math.ceil(peak * seconds(kind, assumed))),
        backlog_hour=math.ceil(peak * 3600),
        dollars=dollars(kind, batch, given, prices, assumed),
    )


def standing(given: Setting, prices: dict[str, float]) -> float:
    """Dollars a month with no picture at all: the snapshot, and the queue's five pollers that wait 20 seconds at a time."""
    return given.memory * MONTH * prices["snapstart_cache_gb_second"] + 5 * MONTH / 20 * prices["sqs_request"]


def table(head: list[str], rows: list[list[str]]) -> str:
    """In Markdown; all columns but the first to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def short(number: float) -> str:
    """Two digits that count, in full and grouped."""
    if number == 0:
        return "0"
    places = max(0, 1 - math.floor(math.log10(abs(number))))
    return f"{round(number, places):,.{places}f}" if number < 100 else f"{round(number):,}"


def tables(
    measured: dict[str, Any], prices: dict[str, float], assumed: dict[str, float], given: Setting
) -> dict[str, str]:
    """The tables of SCALE.md by the names of their places."""
    kinds = measured["kinds"]
    times = [
        [name, f"{kind['pictures']}", f"{kind['bytes'] / MB:.2f} MB"]
        + [short(kind["milliseconds"][stage]) for stage in ("decode", "preprocess", "predict", "numbers", "all")]
        + [short(1000 * seconds(kind, assumed))]
        for name, kind in kinds.items()
    ]
    needs = []
    for pictures in RATES:
        for name, kind in kinds.items():
            one = need(pictures, kind, given, prices, assumed)
            million = sum(one.dollars.values())
            row = [
                f"{pictures:,}",
                name,
                short(one.peak_rate),
                f"{one.batch}",
                f"{one.concurrency:,}",
                f"{one.backlog_hour:,}",
            ]
            needs.append([*row, f"$ {million:.2f}", f"$ {short(30 * pictures * million / 10**6)}"])
    costs = []
    for name, kind in kinds.items():
        live, back = (
            dollars(kind, given.live_batch, given, prices, assumed),
            backfill_dollars(kind, given, prices, assumed),
        )
        for way, parts in (("live", live), ("back-fill", back)):
            shown = ("Lambda, time", "Lambda, requests", "SQS", "Step Functions", "S3, requests", "S3, listing", "log")
            costs.append(
                [f"{name}, {way}", *(f"{parts.get(part, 0):.2f}" for part in shown), f"{sum(parts.values()):.2f}"]
            )
    return {
        "times": table(
            [
                "pictures",
                "number",
                "size",
                "decode, ms",
                "preprocess, ms",
                "predict, ms",
                "numbers, ms",
                "read, ms",
                "with S3 (assumed), ms",
            ],
            times,
        ),
        "needs": table(
            [
                "a day",
                "pictures",
                "a second, busiest hour",
                "a batch",
                "copies at once",
                "waiting after an hour's stop",
                "a million",
                "a month",
            ],
            needs,
        ),
        "costs": table(
            [
                "dollars a million",
                "Lambda, time",
                "Lambda, requests",
                "SQS",
                "Step Functions",
                "S3, requests",
                "S3, listing",
                "log",
                "sum",
            ],
            costs,
        ),
        "standing": f"With no picture at all the stack costs $ {standing(given, prices):.2f} a month: the snapshot's cache for {given.memory:.2f} GB, "
        "and the queue's pollers.",
    }


def filled(page: str, parts: dict[str, str]) -> str:
    """The page with each part between its two marks. Raises ValueError where a mark is missing."""
    for name, text in parts.items():
        mark = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        page, count = mark.subn(lambda found, text=text: f"{found[1]}{text}\n{found[2]}", page)
        if count != 1:
            raise ValueError(f"SCALE.md has no place for {name}")
    return page


def inputs() -> tuple[dict[str, Any], dict[str, float], dict[str, float], Setting]:
    """Measured, prices, assumed, setting: as they are in the files."""
    measured, priced = (
        json.loads((INFRA / name).read_text(encoding="utf-8")) for name in ("measured.json", "prices.json")
    )
    prices = {name: price["dollars"] for name, price in priced["prices"].items()}
    assumed = {name: value["value"] for name, value in priced["assumed"].items()}
    return measured, prices, assumed, setting()


def main() -> int:
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(filled(page, tables(*inputs())), encoding="utf-8")
    print(f"{PAGE.name}: tables written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
