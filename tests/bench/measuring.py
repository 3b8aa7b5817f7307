"""How the benchmark measures: contenders in turns, so that all meet the same machine, and what is made of their times.

One time says little on a machine that does other things too. So every round runs each contender once, a figure is the ratio of two
medians, and its spread is the middle half of the ratios within the rounds.
"""

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

import numpy as np

Times = dict[str, list[float]]
"""Contender → what it took in each round, the same rounds for all."""


def alternate(contenders: Mapping[str, Callable[[], float | None]], rounds: int, warm: int = 0) -> Times:
    """Run each contender once a round, each round beginning with the next one; `warm` rounds before are not kept.

    A contender returns what it took where it knows better than the clock around it, else None. Seconds.
    """
    names = list(contenders)
    times: Times = {name: [] for name in names}
    for number in range(-warm, rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            start = time.perf_counter()
            own = contenders[name]()
            taken = time.perf_counter() - start if own is None else own
            if number >= 0:
                times[name].append(taken)
    return times


def ratio(times: Sequence[float], base: Sequence[float]) -> dict:
    """How often `base` goes into `times`: the ratio of their medians, and the quartiles of the ratios round by round.

    Returns {"ratio", "low", "high", "median", "rounds"}; median: of `times`, in their own unit. Raises ValueError where the rounds differ.
    """
    if len(times) != len(base):
        raise ValueError(f"{len(times)} rounds cannot be compared with {len(base)}")
    low, high = np.percentile(np.divide(times, base), [25, 75])
    found = {"ratio": median(times) / median(base), "low": low, "high": high, "median": median(times)}
    return {name: significant(value) for name, value in found.items()} | {"rounds": len(times)}


def against(times: Times, base: str) -> dict[str, dict]:
    """`ratio` of every contender to one of them."""
    return {name: ratio(taken, times[base]) for name, taken in times.items()}


def growth(work: Sequence[float], cost: Sequence[float], base: float = 0.0) -> float:
    """The exponent by which cost grows with work: 1 in proportion, 2 with its square. The slope in logarithms over the upper half
    of the work, at least three counts of it, where what every run costs matters least; `base` of the cost is taken off first.
    """
    upper = np.asarray(work) >= min(np.sqrt(min(work) * max(work)), sorted(work)[-3:][0])
    above = np.maximum(np.asarray(cost, float)[upper] - base, 1e-9)
    return significant(float(np.polyfit(np.log(np.asarray(work, float)[upper]), np.log(above), 1)[0]))


def significant(number: float, digits: int = 4) -> float:
    """A number as it is written down: no more digits than a measurement has."""
    return float(f"{number:.{digits}g}")


def on_cores(count: int) -> Callable[[], None]:
    """For subprocess' preexec_fn: the process may use the first `count` of this machine's cores."""
    cores = sorted(os.sched_getaffinity(0))[:count]
    return lambda: os.sched_setaffinity(0, cores)


def peak_here() -> int:
    """The most memory that this process has had so far, bytes. Not getrusage's, which begins with that of the parent process."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def say(text: str) -> None:
    """Tell the person who waits what is measured now."""
    print(text, file=sys.stderr, flush=True)
