"""SCALE.md holds what infra/scale.py works out of measured times, prices and templates; and that is worked out rightly."""

from itertools import accumulate, cycle

import pytest

from infra import measure, scale

KIND = {
    "pictures": 1,
    "bytes": 8_000_000,
    "milliseconds": {"decode": 100, "preprocess": 250, "predict": 30, "all": 380},
}
ASSUMED = {
    "s3_first_byte_ms": 30,
    "s3_mb_per_second": 80,
    "log_bytes_picture": 1000,
    "log_bytes_invocation": 2000,
    "busiest_hour_share": 0.1,
    "batch_full_above_per_second": 20,
}
PRICES = {
    "lambda_gb_second_arm64": 1e-5,
    "lambda_request": 2e-7,
    "snapstart_cache_gb_second": 1e-6,
    "sqs_request": 4e-7,
    "s3_put": 5e-6,
    "s3_get": 4e-7,
    "s3_list_1000": 5e-6,
    "logs_gb": 0.5,
    "states_transition": 2.5e-5,
}
GIVEN = scale.Setting(memory=2.0, live_batch=10, backfill_batch=25, visibility=720, concurrency=5)


def test_the_page_is_what_the_command_writes():
    page = scale.PAGE.read_text(encoding="utf-8")
    assert scale.filled(page, scale.tables(*scale.inputs())) == page


def test_the_setting_is_the_templates(template):
    live, back = template("template.yaml"), template("backfill.yaml")
    function = live["Resources"]["ReadFunction"]["Properties"]
    assert scale.setting() == scale.Setting(
        memory=function["MemorySize"] / 1024,
        live_batch=function["Events"]["Upload"]["Properties"]["BatchSize"],
        backfill_batch=back["Resources"]["StateMachine"]["Properties"]["Definition"]["States"]["ByPrefix"][
            "ItemBatcher"
        ]["MaxItemsPerBatch"],
        visibility=live["Resources"]["UploadsQueue"]["Properties"]["VisibilityTimeout"],
        concurrency=live["Parameters"]["Concurrency"]["Default"],
    )


def test_seconds_are_reading_and_four_requests_and_the_bytes():
    assert scale.seconds(KIND, ASSUMED) == pytest.approx(0.380 + 4 * 0.030 + 0.1)


@pytest.mark.parametrize(
    ("part", "dollars"),
    [
        ("Lambda, time", 0.6 * 2 * 1e-5 * 1e6),
        ("Lambda, requests", 0.02),
        ("SQS", 1.2 * 0.4),
        ("S3, requests", 5 + 3 * 0.4),
        ("log", (1000 + 200) * 1e6 / 1e9 * 0.5),
    ],
)
def test_a_million_in_full_batches(part, dollars):
    assert scale.dollars(KIND, 10, GIVEN, PRICES, ASSUMED)[part] == pytest.approx(dollars)


@pytest.mark.parametrize(
    ("part", "dollars"), [("Step Functions", 40_000 * 2 * 2.5e-5), ("S3, listing", 0.005), ("Lambda, requests", 0.008)]
)
def test_a_million_in_a_back_fill(part, dollars):
    assert scale.backfill_dollars(KIND, GIVEN, PRICES, ASSUMED)[part] == pytest.approx(dollars)


@pytest.mark.parametrize(
    ("pictures", "peak", "batch", "concurrency", "backlog"),
    [
        (1, 0.1 / 3600, 1, 1, 1),
        (10**4, 1000 / 3600, 1, 1, 1000),
        (10**6, 10**5 / 3600, 10, 17, 10**5),
        (10**9, 10**8 / 3600, 10, 16667, 10**8),
    ],
)
def test_what_a_number_of_pictures_needs(pictures, peak, batch, concurrency, backlog):
    need = scale.need(pictures, KIND, GIVEN, PRICES, ASSUMED)
    assert need.peak_rate == pytest.approx(peak)
    assert (need.batch, need.concurrency, need.backlog_hour) == (batch, concurrency, backlog)


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (0.0000278, "0.000028"), (0.28, "0.28"), (3.14159, "3.1"), (54.3, "54"), (27_777.8, "27,778")],
)
def test_numbers_are_short(number, text):
    assert scale.short(number) == text


def test_a_page_without_a_place_is_refused():
    with pytest.raises(ValueError, match="no place for needs"):
        scale.filled("<!-- times -->\n<!-- /times -->", {"times": "…", "needs": "…"})


def test_all_stages_are_measured_of_a_picture_and_each_once(model):
    # Between pictures, decode, preprocess, predict, and the latter two once more with looking for numbers.
    ticks = accumulate(cycle([1, 1, 1, 1, 7]))
    data = (measure.ROOT / "digits/digit1.jpg").read_bytes()
    seen = measure.measure([data, data], model, rounds=2, clock=lambda: next(ticks))
    assert seen["milliseconds"] == {"decode": 1000, "preprocess": 1000, "predict": 1000, "numbers": 5000, "all": 8000}
    assert (seen["pictures"], seen["bytes"]) == (2, len(data))
    assert next(ticks) == 2 * 3 * 11 + 1


def test_every_price_has_a_source():
    import json

    priced = json.loads((scale.INFRA / "prices.json").read_text(encoding="utf-8"))
    assert all(price["source"].startswith("https://aws.amazon.com/") for price in priced["prices"].values())
    assert all(len(value["why"]) > 20 for value in priced["assumed"].values())
