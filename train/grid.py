"""Eight-bit grids: 256 evenly spaced float32 values, zero among them, that every runtime computes without rounding.

A grid's step has so few significant bits that `code * step - zero * step`, the arithmetic of TF.js, is exact in float32. So
weights put on a grid once are the same numbers in Keras, LiteRT and TF.js, and their codes can be read back from them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

CODES = 256
STEP_BITS = 16  # and 8 for the code: the 24 of a float32
SHRINK = np.linspace(1, 0.6, 41)  # parts of the whole range that `nearest` tries
GAPS = 8  # the closest two values of a tensor are at most so many steps apart


class Coded(NamedTuple):
    """A tensor on its grid: values = (codes - zero) * step. codes: uint8, any shape; zero: the code of 0.0."""

    codes: np.ndarray
    zero: int
    step: float

    @property
    def values(self) -> np.ndarray:
        return ((self.codes.astype(np.float64) - self.zero) * self.step).astype(np.float32)


def nearest(weights: np.ndarray) -> Coded:
    """The grid, and the code of each weight on it, with the smallest mean squared error.

    weights: float32, any shape, finite. A few outliers may be clipped where that makes the rest finer.
    """
    low, high = min(float(weights.min()), 0.0), max(float(weights.max()), 0.0)
    if low == high:
        return Coded(np.zeros(weights.shape, np.uint8), 0, 1.0)
    candidates = [_on(weights, low * part, high * part) for part in SHRINK]
    return min(candidates, key=lambda coded: float(np.square(coded.values - weights, dtype=np.float64).mean()))


def read(weights: np.ndarray) -> Coded | None:
    """The codes of weights that lie on a grid already, as `nearest` leaves them; None where they do not."""
    distinct = np.unique(np.append(weights, 0)).astype(np.float64)
    if distinct.size == 1:
        return Coded(np.zeros(weights.shape, np.uint8), 0, 1.0)
    if distinct.size > CODES:
        return None
    gap = np.diff(distinct).min()
    for step in gap / np.arange(1, GAPS + 1):
        codes = distinct / step
        if codes[-1] - codes[0] < CODES and np.array_equal(codes, np.rint(codes)):
            zero = int(-codes[0])
            coded = Coded((np.rint(weights / step) + zero).astype(np.uint8), zero, float(step))
            return coded if np.array_equal(coded.values, weights) else None
    return None


def _on(weights: np.ndarray, low: float, high: float) -> Coded:
    step = _short((high - low) / (CODES - 1))
    zero = int(np.clip(np.rint(-low / step), 0, CODES - 1))
    codes = np.clip(np.rint(weights / step) + zero, 0, CODES - 1).astype(np.uint8)
    return Coded(codes, zero, step)


def _short(step: float) -> float:
    mantissa, exponent = np.frexp(step)
    return float(np.ldexp(np.rint(np.ldexp(mantissa, STEP_BITS)), exponent - STEP_BITS))
