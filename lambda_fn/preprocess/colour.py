"""colour: how much each pixel has its paper's colour, whatever light falls on it."""

import numpy as np

# Of a channel's share of the light, in levels; and the light, 0…765, that is added to every pixel's so that noise in black is
# no colour. It also lets dark ink differ from the paper a little, be it grey.
SHARE, DARK = 384, 30
WHITE = 255


def colour(rgb: np.ndarray) -> np.ndarray:
    """255 where a pixel has the most usual colour, less the further it is from that: a shadow keeps the paper's colour.

    rgb: uint8 [H, W, 3]. Returns uint8 [H, W].
    Source of the idea: chromaticity coordinates r, g, b, as in Finlayson et al., "On the removal of shadows from images", 2006.
    """
    levels = rgb.astype(np.int32)
    light = levels.sum(axis=2) + DARK
    furthest = np.zeros(light.shape, np.int32)
    for channel in range(3):
        share = levels[..., channel] * SHARE // light
        counts = np.cumsum(np.bincount(share.ravel()))
        usual = int(np.searchsorted(counts, share.size // 2, side="right"))
        furthest = np.maximum(furthest, np.abs(share - usual))
    return (WHITE - np.minimum(furthest, WHITE)).astype(np.uint8)
