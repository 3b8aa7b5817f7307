"""version: what a model is known by. Readings of one version come from the same network, with the same weights and thresholds fitted to it."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import numpy as np

# What is in the metadata for people to know, and changes no reading.
DESCRIBES = {"version", "architecture", "recipe", "seed", "figures"}


def version(metadata: dict[str, Any]) -> str:
    """Twelve hex digits of the SHA-256 of all that readings depend on: of digits.json, with what `digest` says of the network.

    A model that was fitted anew is another one, so that what it read before is read again. metadata: digits.json, of any version or none.
    """
    read_by = {key: value for key, value in metadata.items() if key not in DESCRIBES}
    return _digits(json.dumps(read_by, sort_keys=True, separators=(",", ":")).encode())


def digest(weights: Iterable[np.ndarray]) -> str:
    """Twelve hex digits of the SHA-256 of a network's weights, as float32, little-endian, in order."""
    return _digits(b"".join(weight.astype("<f4").tobytes() for weight in weights))


def _digits(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]
