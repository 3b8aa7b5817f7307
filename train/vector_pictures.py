"""The pictures of tests/vectors/: of every kind that users send, small and lossless, with one trouble each.

Each kind is one function, Hand and Generator → picture: uint8 [H, W], [H, W, 2] with alpha, [H, W, 3], [H, W, 4] with alpha, or
uint16 [H, W].
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from train import mnist
from train.pictures import paper, shapes, strokes
from train.pictures.wood import on_wood

SEED = 21
H, W = 120, 160
WHITE, BLUE, BLACK = (244, 242, 236), (40, 60, 150), (35, 35, 45)
PENS = [(40, 60, 170), (190, 40, 40), (30, 130, 60), (235, 150, 20)]


@dataclass(frozen=True)
class Hand:
    """What writes one vector's digit: number, of the kind's pictures; label; a glyph of MNIST's with that label."""

    number: int
    label: int
    glyph: np.ndarray
    rng: np.random.Generator

    def ink(
        self,
        h: int = H,
        w: int = W,
        part: float = 0.55,
        tilt: float = 0.0,
        bend: float = 0.0,
        width: float | None = None,
        shape: np.ndarray | None = None,
    ) -> np.ndarray:
        """Coverage of the frame, float32 [h, w]. width: of a pen that draws strokes, else MNIST's outline is written."""
        if shape is None and width is not None:
            shape = strokes.draw(strokes.DIGITS[self.label][0], self.rng, width)
        elif shape is None:
            shape = shapes.from_mnist(self.glyph, self.rng)
        return paper.place(shapes.crop(shape), h, w, part, self.rng, tilt, bend)


Maker = Callable[[Hand, np.random.Generator], np.ndarray]
KINDS: dict[str, tuple[int, Maker]] = {}
"""Name → how many, and the maker."""


def kind(name: str, count: int = 1) -> Callable[[Maker], Maker]:
    def register(maker: Maker) -> Maker:
        KINDS[name] = count, maker
        return maker

    return register


def pictures(data: mnist.Mnist) -> Iterator[tuple[str, np.ndarray]]:
    """Name, which says the kind and the number, and picture. The same come again."""
    for name, (count, maker) in KINDS.items():
        for number in range(count):
            key = zlib.crc32(name.encode())
            rng = np.random.default_rng([SEED, key, number])
            label = (key + number) % 10
            of_label = np.flatnonzero(data.train_labels == label)
            glyph = data.train_images[of_label[rng.integers(len(of_label))]]
            yield f"{name}-{number}.png", maker(Hand(number, label, glyph, rng), rng)


def on(ink: np.ndarray, pen: tuple = BLUE, sheet: tuple = WHITE, cover: float = 0.9) -> np.ndarray:
    """Ink on a sheet: coverage float32 [h, w] → float32 [h, w, 3]."""
    return np.float32(sheet) + (np.float32(pen) - np.float32(sheet)) * (cover * ink[..., None])


def taken(
    image: np.ndarray, rng: np.random.Generator, blur: float = 0.6, grain: float = 1.5, quality: int = 92
) -> np.ndarray:
    """As a camera keeps it. float32 [h, w, 3] → uint8 [h, w, 3]; grain: standard deviation; quality: JPEG's."""
    image = cv2.GaussianBlur(image, (0, 0), blur) + rng.normal(0, grain, (*image.shape[:2], 1))
    return jpeg(np.clip(image + 0.5, 0, 255).astype(np.uint8), quality)


def jpeg(picture: np.ndarray, quality: int) -> np.ndarray:
    """What JPEG leaves of a picture."""
    return cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)


def slope(h: int, w: int, least: float) -> np.ndarray:
    """Light that falls off to one corner, float32 [h, w, 1]."""
    y, x = np.mgrid[0 : 1 : h * 1j, 0 : 1 : w * 1j].astype(np.float32)
    return (1 - (1 - least) * (0.7 * x + 0.3 * y))[..., None]


def lines(image: np.ndarray, spacing: float, squared: bool, lean: float = 0.02) -> np.ndarray:
    """A sheet's printed lines, float32 [h, w, 1] to multiply with."""
    h, w = image.shape[:2]
    drawn = np.zeros((h, w), np.uint8)
    for at in np.arange(-h, 2 * max(h, w), spacing):
        cv2.line(drawn, (0, round(at)), (w, round(at + lean * w)), 255, 1, cv2.LINE_AA)
        if squared:
            cv2.line(drawn, (round(at), 0), (round(at - lean * h), h), 255, 1, cv2.LINE_AA)
    return (1 - 0.3 * drawn.astype(np.float32) / 255)[..., None]


@kind("photo-plain", 2)
def photo_plain(hand, rng):
    return taken(on(hand.ink()), rng)


@kind("photo-uneven-light", 2)
def photo_uneven_light(hand, rng):
    return taken(on(hand.ink()) * slope(H, W, (0.4, 0.6)[hand.number]), rng)


@kind("photo-shadow", 3)
def photo_shadow(hand, rng):
    ink = hand.ink()
    columns = np.flatnonzero(ink.max(axis=0) > 0.3)
    edge = int(columns[0] + columns[-1]) // 2 + np.linspace(-10, 10, H)[:, None]
    soft = (0.5, 1.5, 6.0)[hand.number]
    dark = 1 / (1 + np.exp((np.arange(W)[None, :] - edge) / soft))
    return taken(on(ink) * (1 - 0.45 * dark.astype(np.float32)[..., None]), rng)


@kind("photo-jpeg-noise", 2)
def photo_jpeg_noise(hand, rng):
    return taken(on(hand.ink()) * slope(H, W, 0.8), rng, grain=8.0, quality=(25, 40)[hand.number])


@kind("photo-blur", 2)
def photo_blur(hand, rng):
    return taken(on(hand.ink()), rng, blur=(2.0, 3.5)[hand.number])


@kind("photo-tilt", 2)
def photo_tilt(hand, rng):
    ink = hand.ink(part=0.5)
    turn = cv2.getRotationMatrix2D((W / 2, H / 2), (-14, 14)[hand.number], 0.9)
    return taken(on(cv2.warpAffine(ink, turn, (W, H))) * slope(H, W, 0.8), rng)


@kind("photo-perspective", 2)
def photo_perspective(hand, rng):
    sheet = on(hand.ink())
    sheet *= lines(sheet, 24, squared=True)
    seen = np.float32([[-20, 0], [W + 20, 0], [W - 10, H], [10, H]])
    matrix = cv2.getPerspectiveTransform(np.float32([[0, 0], [W, 0], [W, H], [0, H]]), seen)
    return taken(cv2.warpPerspective(sheet, matrix, (W, H), borderMode=cv2.BORDER_REPLICATE), rng)


@kind("photo-ruled", 3)
def photo_ruled(hand, rng):
    sheet = on(hand.ink(part=0.6)) * slope(H, W, 0.7)
    return taken(sheet * lines(sheet, (22, 34, 60)[hand.number], squared=False), rng)


@kind("photo-squared", 3)
def photo_squared(hand, rng):
    sheet = on(hand.ink(part=0.6)) * slope(H, W, 0.8)
    return taken(sheet * lines(sheet, (16, 24, 40)[hand.number], squared=True), rng)


@kind("photo-coloured-pen", 4)
def photo_coloured_pen(hand, rng):
    return taken(on(hand.ink(), PENS[hand.number]), rng)


@kind("photo-coloured-paper", 2)
def photo_coloured_paper(hand, rng):
    return taken(on(hand.ink(), BLACK, [(250, 225, 120), (150, 200, 235)][hand.number]), rng)


@kind("photo-thin-pen", 2)
def photo_thin_pen(hand, rng):
    return taken(on(hand.ink(part=0.7, width=3)), rng)


@kind("photo-thick-pen", 2)
def photo_thick_pen(hand, rng):
    return taken(on(hand.ink(width=24)), rng)


@kind("photo-marker", 2)
def photo_marker(hand, rng):
    return taken(on(hand.ink(part=0.75, width=32), BLACK, cover=1.0), rng)


@kind("photo-marker-filling", 4)
def photo_marker_filling(hand, rng):
    h, w = [(60, 52), (240, 200)][hand.number % 2]
    return taken(on(hand.ink(h, w, part=0.9, width=66), BLACK, cover=1.0), rng)


@kind("photo-pencil", 2)
def photo_pencil(hand, rng):
    grip = 0.6 + 0.4 * rng.random((H, W), np.float32)
    return taken(on(hand.ink(width=9) * grip, (110, 110, 115), cover=(0.45, 0.7)[hand.number]), rng)


@kind("photo-pencil-in-shadow", 3)
def photo_pencil_in_shadow(hand, rng):
    """Fainter than the shadow whose edge it lies across."""
    ink = hand.ink(width=9)
    columns = np.flatnonzero(ink.max(axis=0) > 0.3)
    edge = int(columns[0] + columns[-1]) // 2 + np.linspace(-15, 15, H)[:, None] * (1, -1, 0)[hand.number]
    dark = 1 / (1 + np.exp((np.arange(W)[None, :] - edge) / (0.8, 1.5, 3.0)[hand.number]))
    return taken(on(ink, (120, 120, 125), cover=0.45) * (1 - 0.35 * dark.astype(np.float32)[..., None]), rng)


@kind("photo-dirt", 2)
def photo_dirt(hand, rng):
    ink = hand.ink(part=0.45)
    sheet = on(ink)
    for _ in range(14):
        x, y = int(rng.integers(W)), int(rng.integers(H))
        if ink[max(0, y - 4) : y + 5, max(0, x - 4) : x + 5].max() < 0.1:
            cv2.circle(sheet, (x, y), int(rng.integers(1, 3)), (90, 80, 70), -1, cv2.LINE_AA)
    return taken(sheet, rng)


@kind("photo-paper-edge", 2)
def photo_paper_edge(hand, rng):
    sheet = on(hand.ink(H, W - 40))
    table = np.full((H, 40, 3), (95, 60, 40), np.float32)
    return taken(np.hstack([table, sheet] if hand.number else [sheet, table]) * slope(H, W, 0.8), rng)


@kind("photo-note-on-table", 3)
def photo_note_on_table(hand, rng):
    """On papers of three colours; on the last the light falls off."""
    sheet, pen = [((250, 235, 120), BLACK), (WHITE, BLUE), ((200, 225, 245), BLUE)][hand.number]
    seen = on_wood(on(hand.ink(), pen, sheet).astype(np.uint8)).astype(np.float32)
    return taken(seen * slope(H, W, (1.0, 1.0, 0.6)[hand.number]), rng)


@kind("photo-finger", 2)
def photo_finger(hand, rng):
    sheet = np.ascontiguousarray(np.vstack([on(hand.ink(H - 40, W, 0.8)), np.full((40, W, 3), WHITE, np.float32)]))
    cv2.ellipse(sheet, ((30, 120)[hand.number], H), (15, 34), 8, 0, 360, (200, 150, 125), -1, cv2.LINE_AA)
    return taken(sheet, rng)


@kind("scan", 3)
def scan(hand, rng):
    return taken(on(hand.ink(160, 120, 0.4, tilt=2.0), BLACK, (252, 252, 250)), rng, blur=0.4, grain=1.0)


@kind("board-chalk", 3)
def board_chalk(hand, rng):
    crumbs = np.clip(rng.normal(0.8, 0.25, (H, W)), 0, 1).astype(np.float32)
    return taken(on(hand.ink(part=0.6) * crumbs, (235, 235, 225), (45, 70, 55)) * slope(H, W, 0.7), rng)


@kind("canvas", 2)
def canvas(hand, rng):
    return (on(hand.ink(140, 140, 0.7, width=14), (0, 0, 0), (255, 255, 255), 1.0) + 0.5).astype(np.uint8)


@kind("canvas-dark-mode", 3)
def canvas_dark_mode(hand, rng):
    sheet = [(0, 0, 0), (18, 18, 18), (30, 34, 60)][hand.number]
    return (on(hand.ink(140, 140, 0.7, width=14), (235, 235, 235), sheet, 1.0) + 0.5).astype(np.uint8)


@kind("canvas-two-rings", 2)
def canvas_two_rings(hand, rng):
    """An 8, each of whose rings is a 0 by itself."""
    radius, apart = [(30, 28), (35, 31)][hand.number]
    image = np.full((200, 200, 3), 235, np.uint8)
    for y in (100 - apart, 100 + apart):
        cv2.ellipse(image, (100, y), (int(0.9 * radius), radius), 0, 0, 360, (40, 40, 40), 18, cv2.LINE_AA)
    return image


@kind("canvas-framed", 3)
def canvas_framed(hand, rng):
    """In a box, as programs to draw in have it, or across the line of one."""
    thick, margin = [(2, 3), (5, 6), (4, 22)][hand.number]
    image = (on(hand.ink(140, 140, 0.5, width=10), (0, 0, 0), (255, 255, 255), 1.0) + 0.5).astype(np.uint8)
    return cv2.rectangle(image, (margin, margin), (139 - margin, 139 - margin), (0, 0, 0), thick)


@kind("canvas-underlined", 3)
def canvas_underlined(hand, rng):
    """By a line of the paper, or by one no longer than the digit."""
    if hand.number == 2:
        image = on(np.pad(hand.ink(100, 140, 0.7, width=10), ((0, 40), (0, 0))), (0, 0, 0), (255, 255, 255), 1.0)
        return cv2.line((image + 0.5).astype(np.uint8), (15, 95), (79, 93), (0, 0, 0), 8, cv2.LINE_AA)
    y, thick = [(124, 3), (116, 5)][hand.number]
    image = (on(hand.ink(140, 140, 0.5, width=10), (0, 0, 0), (255, 255, 255), 1.0) + 0.5).astype(np.uint8)
    return cv2.line(image, (12, y), (126, y + 1), (0, 0, 0), thick)


@kind("canvas-circled", 3)
def canvas_circled(hand, rng):
    """In a ring drawn around it, which may be open, and a 0 with dirt in it, which is no ring."""
    ink = np.pad(hand.ink(70, 70, 0.8, width=10), 35)
    if hand.number == 1:
        ink = cv2.circle(np.zeros_like(ink), (70, 66), 5, 1.0, -1, cv2.LINE_AA)
    image = (on(ink, (0, 0, 0), (255, 255, 255), 1.0) + 0.5).astype(np.uint8)
    axes, turned, gap = [((62, 60), 0, 0), ((34, 46), 0, 0), ((60, 63), 300, 40)][hand.number]
    return cv2.ellipse(image, (70, 70), axes, turned, gap, 360, (0, 0, 0), 5, cv2.LINE_AA)


@kind("canvas-touching", 3)
def canvas_touching(hand, rng):
    """It touches the line under it, the box or the ring around it."""
    ink = np.pad(hand.ink(80, 60, 0.9, width=9), ((30, 30), (40, 40)))
    image = (on(ink, (0, 0, 0), (255, 255, 255), 1.0) + 0.5).astype(np.uint8)
    if hand.number == 0:
        return cv2.line(image, (12, 106), (126, 104), (0, 0, 0), 5, cv2.LINE_AA)
    if hand.number == 1:
        return cv2.rectangle(image, (22, 12), (118, 106), (0, 0, 0), 5)
    return cv2.ellipse(image, (70, 78), (50, 44), 10, 0, 360, (0, 0, 0), 5, cv2.LINE_AA)


@kind("transparent", 3)
def transparent(hand, rng):
    alpha = hand.ink(width=14, part=0.7)
    colour = np.full((H, W, 3), [(0, 0, 0), (30, 60, 150), (160, 30, 30)][hand.number], np.uint8)
    return np.dstack([colour, (alpha * 255 + 0.5).astype(np.uint8)])


@kind("tall-5-percent", 2)
def tall_5_percent(hand, rng):
    image = on(hand.ink(480, 400, 0.05, width=(16, 24)[hand.number]), BLACK) * slope(480, 400, 0.9)
    return (image + 0.5).astype(np.uint8)


@kind("tall-95-percent", 2)
def tall_95_percent(hand, rng):
    return taken(on(hand.ink(part=0.95)), rng)


@kind("corner", 4)
def corner(hand, rng):
    ink, sheet = hand.ink(40, 36, 0.9), np.zeros((H, W), np.float32)
    low, right = hand.number // 2, hand.number % 2
    sheet[low * (H - 40) :, right * (W - 36) :][:40, :36] = ink
    return taken(on(sheet), rng)


@kind("broken-strokes", 2)
def broken_strokes(hand, rng):
    five = [[(0.2, 0.05), (0.17, 0.45)], [(0.17, 0.45), (0.55, 0.38), (0.85, 0.62), (0.6, 0.97), (0.12, 0.92)]]
    bar = [(0.34 + 0.08 * hand.number, 0.03), (0.9, 0.0)]
    shape = strokes.draw([(strokes.LINE, five[0]), (strokes.CURVE, five[1]), (strokes.LINE, bar)], rng, 10, jitter=0.01)
    return taken(on(hand.ink(shape=shape)), rng)


@kind("bold-zero")
def bold_zero(hand, rng):
    ring = cv2.ellipse(np.zeros((200, 160), np.float32), (80, 100), (55, 75), 0, 0, 360, 1.0, 38, cv2.LINE_AA)
    return taken(on(hand.ink(shape=ring)), rng)


@kind("glyph", 4)
def glyph(hand, rng):
    return hand.glyph


@kind("glyph-inverted", 2)
def glyph_inverted(hand, rng):
    return 255 - hand.glyph


@kind("glyph-noisy", 3)
def glyph_noisy(hand, rng):
    return np.clip(hand.glyph + rng.normal(0, 30, (28, 28)), 0, 255).astype(np.uint8)


@kind("glyph-with-line", 2)
def glyph_with_line(hand, rng):
    ends = [((0, 5), (27, 22)), ((20, 0), (9, 27))][hand.number]
    return cv2.line(hand.glyph.copy(), *ends, 255, 1, cv2.LINE_AA)


@kind("large", 2)
def large(hand, rng):
    w, h = [(1600, 1200), (2048, 1536)][hand.number]
    return np.round(cv2.GaussianBlur(on(hand.ink(h, w, 0.2, width=12), BLACK), (0, 0), 1.5)).astype(np.uint8)


@kind("grey", 2)
def grey(hand, rng):
    return taken(on(hand.ink(), BLACK), rng)[..., 1]


@kind("grey-16-bit", 2)
def grey_16_bit(hand, rng):
    levels = on(hand.ink(), BLACK)[..., 1] * 257 + rng.normal(0, 200, (H, W))
    return np.clip(levels, 0, 65535).astype(np.uint16)


@kind("grey-alpha", 2)
def grey_alpha(hand, rng):
    alpha = (hand.ink(width=14) * 255 + 0.5).astype(np.uint8)
    return np.dstack([np.full((H, W), 60, np.uint8), alpha])


@kind("blank", 3)
def blank(hand, rng):
    return np.full((60, 80, 3), (0, 128, 255)[hand.number], np.uint8)


@kind("blank-photo", 2)
def blank_photo(hand, rng):
    return taken(np.full((H, W, 3), WHITE, np.float32) * slope(H, W, 0.5), rng, grain=3.0)


@kind("blank-shadow-edge", 3)
def blank_shadow_edge(hand, rng):
    y, x = np.mgrid[:H, :W].astype(np.float32)
    shade = np.where(x - 45 - hand.number * 15 - 0.35 * y > 0, 1.0, (0.75, 0.6, 0.45)[hand.number])
    shade = cv2.GaussianBlur(np.float32(shade), (0, 0), (3.0, 1.5, 0.6)[hand.number])
    return taken(np.full((H, W, 3), WHITE, np.float32) * slope(H, W, 0.7) * shade[..., None], rng)


@kind("blank-specks", 2)
def blank_specks(hand, rng):
    sheet = np.full((H, W, 3), (150, 235)[hand.number], np.uint8)
    sheet[rng.random((H, W)) < (0.004, 0.001)[hand.number]] = (250, 255)[hand.number]
    return sheet


@kind("noise", 2)
def noise(hand, rng):
    shape = [(64, 80, 3), (64, 80)][hand.number]
    return rng.integers(0, 256, shape, dtype=np.uint8)


@kind("noise-pixels", 2)
def noise_pixels(hand, rng):
    """Black and white pixels on grey: digits, one across the other, wherever one cares to see them."""
    side, level = ((150, 210), (120, 150))[hand.number]
    hit = rng.random((side, side)) < 0.25
    return np.where(hit, rng.choice(np.uint8([0, 255]), hit.shape), np.uint8(level))


@kind("ruled-without-digit", 2)
def ruled_without_digit(hand, rng):
    sheet = np.full((H, W, 3), WHITE, np.float32)
    return taken(sheet * lines(sheet, 20, squared=hand.number == 1), rng)


@kind("letter", 3)
def letter(hand, rng):
    ways = [
        [[(0.1, 1), (0.5, 0), (0.9, 1)], [(0.25, 0.62), (0.75, 0.62)]],
        [[(0.1, 0), (0.1, 1)], [(0.85, 0), (0.1, 0.55), (0.9, 1)]],
        [[(0.1, 1), (0.1, 0), (0.5, 0.6), (0.9, 0), (0.9, 1)]],
    ]
    shape = strokes.draw([(strokes.LINE, points) for points in ways[hand.number]], rng, 12)
    return taken(on(hand.ink(shape=shape)), rng)


@kind("one-pixel")
def one_pixel(hand, rng):
    return np.full((1, 1, 3), 200, np.uint8)


@kind("one-row", 2)
def one_row(hand, rng):
    row = rng.integers(0, 256, (1, 700, 3), dtype=np.uint8)
    return row if hand.number else np.full_like(row, 200)


@kind("one-column", 2)
def one_column(hand, rng):
    column = rng.integers(0, 256, (3000, 1), dtype=np.uint8)
    return column if hand.number else np.full_like(column, 90)
