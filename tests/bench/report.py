"""What was measured, for people: RESULTS.md with its tables, and the plots."""

from pathlib import Path

from tests.bench import cloud, plots, predicting, training
from tests.bench.accuracy import OURS, PAGE
from tests.bench.site import RUNTIMES
from train.table import markdown

TITLES = {
    "accuracy": "Accuracy",
    "training": "Training",
    "recipes": "Training, as a whole command",
    "predicting": "Python prediction",
    "page": "Page",
    "cloud": "Lambda",
    "growth": "Growth",
}
HEAD = """# Side by side with what people would use instead

Made by `make bench` (`FULL=1` for all); `tests/bench/` holds the code, `results.json` all figures. A time is a median; `×` is a ratio of
two medians, measured in turns in the same run, and behind it the middle half of the rounds' own ratios. Bytes are those of files.
Where a peer is better, its figure is **bold**.
"""


def write(found: dict, folder: Path) -> None:
    """RESULTS.md and plots/ of what results.json holds."""
    parts = [HEAD]
    for name, title in TITLES.items():
        parts.append(f"## {title}\n")
        if name not in found:
            parts.append("Not measured yet.\n")
            continue
        figures = found[name]["figures"]
        if set(figures) == {"absent"}:
            parts.append(f"Not measured: {figures['absent']}.\n")
        else:
            parts.append(SECTIONS[name](figures))
            parts.append(absent(figures.get("absent", {})))
        parts.append(whence(found[name]["provenance"]))
    if "growth" in found and "megapixels" in found["growth"]["figures"]:
        plots.write(found["growth"]["figures"], folder / "plots")
    (folder / "RESULTS.md").write_text("\n".join(part for part in parts if part))


def whence(told: dict) -> str:
    """Where a section's figures come from, one line."""
    machine = told["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in told["versions"].items())
    return (
        f"<sub>`{told['command']}`, seed {told['seed']}, {told['date']}, commit {told['commit']}, {told['minutes']} min, "
        f"{machine['cpu']}, {machine['cores']} cores, Python {machine['python']}, OpenCV {machine['opencv']}, "
        f"LiteRT {machine['litert']}{', ' + versions if versions else ''}</sub>\n"
    )


def absent(reasons: dict[str, str]) -> str:
    """What was not measured, and why."""
    return (
        "\n".join(["Not measured:", "", *(f"- {name}: {reason}" for name, reason in reasons.items()), ""])
        if reasons
        else ""
    )


def share(part: float) -> str:
    return f"{100 * part:.1f} %"


def times(found: dict, better: bool = False) -> str:
    """A ratio with its spread, of one round without."""
    shown = f"{number(found['ratio'])} ×"
    shown = f"**{shown}**" if better else shown
    return shown if found["rounds"] == 1 else f"{shown} ({number(found['low'])}–{number(found['high'])})"


def number(value: float) -> str:
    """Three digits, no exponent, thousands apart."""
    if value == 0:
        return "0"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def milliseconds(seconds: float) -> str:
    return f"{number(1000 * seconds)} ms"


def megabytes(count: float) -> str:
    return f"{number(count / 1e6)} MB"


def _accuracy(figures: dict) -> str:
    sets = figures["sets"]
    names = list(dict.fromkeys(name for one in sets.values() for name in one["rows"]))
    head = ["right", *(one["title"] for one in sets.values())]
    rows = []
    for name in names:
        cells = []
        for one in sets.values():
            row, ours = one["rows"].get(name), one["rows"].get(OURS)
            better = row and ours and name not in (OURS, PAGE) and row["right"] > ours["right"]
            cells.append(_right(row, better) if row else "")
        rows.append([name, *cells])
    counts = {
        name: next(one["rows"][name]["pictures"] for one in sets.values() if name in one["rows"]) for name in names
    }
    alike = min((one["page_as_command_line"] for one in sets.values() if "page_as_command_line" in one), default=None)
    alone = figures["network_alone"]
    lines = [
        markdown([head, *rows], range(1, len(head))),
        "",
        f"{counts.get(OURS, 0):,} pictures of each set at most, {counts.get(PAGE, 0):,} of them in the browser; in brackets the 95 % interval.",
        "Right is the digit, no more, no less: a refusal and a second character are wrong.",
    ]
    if alike is not None:
        lines.append(f"Browser and command line read the same in at least {share(alike)} of a set's pictures.")
    lines.append(
        "The networks alone, on MNIST's 10,000 test digits prepared as in their own training: "
        + ", ".join(f"{name} {100 * right:.2f} %" for name, right in alone.items())
        + ".\n"
    )
    return "\n".join(lines)


def _right(row: dict, better: bool) -> str:
    low, high = row["interval"]
    shown = share(row["right"])
    return f"{f'**{shown}**' if better else shown} ({100 * low:.0f}–{100 * high:.0f})"


def _training(figures: dict) -> str:
    known, ours = training.KNOWN, training.OURS
    reach, speed = figures["to_accuracy_s"], figures["multiply_adds_a_second"]
    product = speed[f"large product, {figures['dtype']}"]
    rows = [
        ["", known, ours, "ours by theirs"],
        [
            f"training until the known recipe's accuracy, {100 * figures['accuracy']:.2f} %, s",
            number(reach[known]["median"]),
            number(reach[ours]["median"]) + ("" if figures["reached"] else " (not reached)"),
            _by(reach[ours]),
        ],
        [
            "multiply-adds a second",
            f"{speed[known] / 1e9:.1f} G",
            f"{speed[ours] / 1e9:.1f} G",
            "",
        ],
        [
            "… by a large matrix product's",
            share(speed[known] / speed["large product, float32"]),
            f"{share(speed[ours] / product)} ({figures['dtype']})",
            "",
        ],
    ]
    return (
        markdown(rows, (1, 2, 3)) + f"\n\nOurs needs {' / '.join(map(str, figures['steps']))} steps to that accuracy. "
        f"The product: 2048³, float32 {speed['large product, float32'] / 1e9:.0f} G, bfloat16 {speed['large product, bfloat16'] / 1e9:.0f} G "
        "multiply-adds a second. A step counts as three times its answer.\n"
    )


def _recipes(figures: dict) -> str:
    known, ours = training.KNOWN, training.OURS
    whole = figures["whole_s"]
    accuracy = [f"{100 * figures['accuracy'][name]:.2f} %" for name in (known, ours)]
    rows = [
        ["", known, ours, "ours by theirs"],
        ["whole command, s", number(whole[known]["median"]), number(whole[ours]["median"]), _by(whole[ours])],
        ["accuracy on MNIST test", *accuracy, ""],
        ["… prepared as when it predicts", f"{100 * figures['accuracy_as_served'][known]:.2f} %", "the same", ""],
    ]
    made = "were there from a run before" if figures["made_before"] else "were made in this run"
    return (
        markdown(rows, (1, 2, 3)) + f"\n\nOurs makes pictures to train on, which {made}. Measured with `FULL=1` only.\n"
    )


def _by(found: dict) -> str:
    return times(found, better=found["ratio"] > 1)


def _predicting(figures: dict) -> str:
    parts = []
    for cores, one in figures["cores"].items():
        each, start = one["picture_s"], one["start_s"]
        rows = [["", "a picture", "by decoding alone", "start", *STAGE_NAMES]]
        for name, taken in each.items():
            stages = one["stages_s"].get(name, {})
            rows.append(
                [
                    name,
                    milliseconds(taken["median"]),
                    times(
                        taken,
                        name not in (predicting.OURS, predicting.FLOOR)
                        and taken["ratio"] < each[predicting.OURS]["ratio"],
                    ),
                    f"{number(start[name]['median'])} s" if name in start else "",
                    *(milliseconds(stages[stage]["median"]) if stage in stages else "" for stage in STAGE_NAMES),
                ]
            )
        parts += [
            f"### {cores} core{'s' if cores != '1' else ''}\n",
            markdown(rows, range(1, len(rows[0]))),
            f"\nOurs takes {times(one['to_known'])} what the known recipe takes one by one, {times(one['to_batches'])} what it "
            f"takes in batches, and reads {number(one['pictures_a_second'])} pictures a second.\n",
        ]
    return f"{figures['pictures']} JPEGs of the set {figures['set']}, in one folder.\n\n" + "\n".join(parts)


STAGE_NAMES = ("decode", "preprocess", "predict", "choose and the rest")


def _page(figures: dict) -> str:
    sizes = figures["bytes"]
    rows = [["", "sent, brotli", "files", "cold", "cold by ours", "warm", "warm by ours", "a glyph", "a glyph by ours"]]
    for name in sizes:
        cold, warm, glyph = (figures[part].get(name) for part in ("cold_ms", "warm_ms", "glyph_ms"))
        title = "our whole page" if name == "page" else RUNTIMES[name][0]
        backend = figures["backends"].get(name)
        rows.append(
            [
                f"{title}{f' [{backend}]' if name == 'tfjs' else ''}",
                f"{sizes[name]['brotli'] / 1000:,.1f} kB",
                f"{sizes[name]['files'] / 1000:,.1f} kB",
                f"{number(cold['median'])} ms",
                times(cold, name not in ("page", "network") and cold["ratio"] < 1),
                f"{number(warm['median'])} ms",
                times(warm, name not in ("page", "network") and warm["ratio"] < 1),
                f"{number(glyph['median'])} ms" if glyph else "",
                times(glyph, name != "network" and glyph["ratio"] < 1) if glyph else "",
            ]
        )
    return (
        markdown(rows, range(1, len(rows[0])))
        + "\n\nFrom navigation to the first prediction in headless Chromium, served from this machine. Our whole page has its drawing pad, "
        "decoding, preprocessing and a worker beside the network, and is ready when `body[data-ready]` is set; all others are bare pages "
        "that do nothing but predict one glyph, each answering as the network does in Python (checked on 50 glyphs). “By ours” is by "
        "the whole page for cold and warm, by our network alone for a glyph.\n"
    )


def _cloud(figures: dict) -> str:
    rows = [
        ["", "package", "of Lambda's limit", "start", "start by ours", "peak memory", "by ours", "warm", "warm by ours"]
    ]
    ours = figures["peak_bytes"][cloud.OURS]
    for name, count in figures["bytes"].items():
        start, warm = figures["start_s"][name], figures["warm_s"][name]
        peak = figures["peak_bytes"][name]
        rows.append(
            [
                name,
                f"**{megabytes(count)}**" if count < figures["bytes"][cloud.OURS] else megabytes(count),
                share(count / figures["limit"]) + (", cannot be a zip" if count > figures["limit"] else ""),
                milliseconds(start["median"]),
                times(start, start["ratio"] < 1),
                megabytes(peak),
                f"**{number(peak / ours)} ×**" if peak < ours else f"{number(peak / ours)} ×",
                milliseconds(warm["median"]),
                times(warm, warm["ratio"] < 1),
            ]
        )
    split = figures["stages_s"]
    stages = [["stage", "time", "part"]] + [
        [name, milliseconds(one["median"]), share(one["ratio"])] for name, one in split.items()
    ]
    return (
        markdown(rows, range(1, len(rows[0])))
        + f"\n\nIn AWS's Runtime Interface Emulator with a local S3; start is what its INIT REPORT says, memory the process' own peak. The picture is one JPEG "
        f"of {figures['picture']['bytes']:,} bytes of the set {figures['picture']['set']}. The TensorFlow handler holds the known recipe, "
        "the onnxruntime handler our network; both prepare a picture as the known recipe does, which is little work and reads fewer "
        "pictures right (see Accuracy). Their packages are what pip lays out, compiled as ours is; ours is trimmed by infra/package.py.\n\nOur warm handling, stage by stage, in one process with the same local S3:\n\n"
        + markdown(stages, (1, 2))
        + "\n"
    )


def _growth(figures: dict) -> str:
    rows = [["against", "from", "to", "time, exponent", "memory, exponent"]]
    for name, title in plots.TITLES.items():
        one = figures[name]
        exponent = one["exponent"]
        rows.append(
            [
                title,
                f"{one['work'][0]:,}",
                f"{one['work'][-1]:,}",
                _exponent(exponent["seconds"]),
                _exponent(exponent["bytes"]) if "bytes" in exponent else "",
            ]
        )
    pictures = "\n".join(f"![{title}](plots/{name}.svg)" for name, title in plots.TITLES.items())
    return (
        markdown(rows, range(1, 5))
        + "\n\nThe exponent is the slope in logarithms over the upper half of the range: 1 is in proportion, 0 does not grow; above 1.1 "
        "it is **bold**: it outgrows its work. Memory is beyond what the road itself needs, of many pictures all of it.\n\n"
        + pictures
        + "\n"
    )


def _exponent(value: float) -> str:
    return f"**{value:.2f}**" if value > 1.1 else f"{value:.2f}"


SECTIONS = {
    "accuracy": _accuracy,
    "training": _training,
    "recipes": _recipes,
    "predicting": _predicting,
    "page": _page,
    "cloud": _cloud,
    "growth": _growth,
}
