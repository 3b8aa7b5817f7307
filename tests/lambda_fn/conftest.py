"""What the tests of preprocess share: a digit whose box is known."""

import cv2
import numpy as np
import pytest


@pytest.fixture(scope="session")
def seven():
    """Draws a 7 of two straight strokes: uint8 [H, W, 3]. x, y: its upper left corner; size: its height, pixels.

    paper, pen: grey levels, or colours.
    """

    def draw(paper=240, pen=30, height=240, width=320, x=100, y=60, size=100):
        picture = np.full((height, width, 3), paper, np.uint8)
        points = np.int32([(x, y), (x + size * 6 // 10, y), (x + size * 3 // 10, y + size)])
        colour = np.broadcast_to(pen, 3).tolist()
        return cv2.polylines(picture, [points], False, colour, max(2, size // 12), cv2.LINE_AA)

    return draw
