"""Paper: puts a shape on something to write on, and photographs, scans or draws it. Every trouble is one small function."""

import cv2
import numpy as np

KINDS = {"photo": 0.56, "scan": 0.1, "canvas": 0.18, "board": 0.1, "dark canvas": 0.06}


def field(h: int, w: int, grain: float, rng: np.random.Generator) -> np.ndarray:
    """Smooth noise, float32 [h, w], about -1…1; grain: size of its hills in pixels."""
    rows, columns = max(2, int(h / grain) + 2), max(2, int(w / grain) + 2)
    return cv2.resize(rng.normal(0, 0.5, (rows, columns)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)


def place(
    shape: np.ndarray, h: int, w: int, part: float, rng: np.random.Generator, tilt: float, bend: float
) -> np.ndarray:
    """Coverage of the whole frame, float32 [h, w]: the shape `part` of the frame's height tall, anywhere that it fits, tilted.

    tilt: standard deviation of the angle, degrees, cut at 15. bend: strength of the perspective.
    """
    return place_many(shape, np.zeros(shape.shape, np.uint16), h, w, part, rng, tilt, bend)[0]


def place_many(
    shape: np.ndarray,
    whose: np.ndarray,
    h: int,
    w: int,
    part: float,
    rng: np.random.Generator,
    tilt: float,
    bend: float,
) -> tuple[np.ndarray, np.ndarray]:
    """As `place`, with whose each pixel is: uint16, of the shape's size and, in what is returned, of the frame's."""
    sh, sw = shape.shape
    scale = min(part * h / sh, 0.95 * w / sw)
    size = (max(2, round(sw * scale)), max(3, round(sh * scale)))
    small = cv2.resize(shape, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    sw, sh = size
    angle = np.radians(np.clip(rng.normal(0, tilt), -15, 15)) if tilt else 0.0
    corners = np.float32([[-sw / 2, -sh / 2], [sw / 2, -sh / 2], [sw / 2, sh / 2], [-sw / 2, sh / 2]])
    turn = np.float32([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    target = corners @ turn.T
    target += rng.normal(0, bend, (4, 2)).astype(np.float32) * max(sw, sh)
    low, high = target.min(axis=0), target.max(axis=0)
    spare = np.float32([w, h]) * 0.98 - (high - low)
    shrink = min(1.0, 0.95 * w / (high - low)[0], 0.95 * h / (high - low)[1])
    target, low, spare = target * shrink, low * shrink, np.maximum(spare, 0)
    if shrink < 1:
        spare = np.maximum(np.float32([w, h]) * 0.98 - (high - low) * shrink, 0)
    where = np.float32([0.01 * w, 0.01 * h]) + rng.random(2).astype(np.float32) * spare
    target = target - low + where
    matrix = cv2.getPerspectiveTransform(corners + np.float32([sw / 2, sh / 2]), target)
    owned = cv2.resize(whose, size, interpolation=cv2.INTER_NEAREST)
    return (
        cv2.warpPerspective(small, matrix, (w, h), flags=cv2.INTER_LINEAR),
        cv2.warpPerspective(owned, matrix, (w, h), flags=cv2.INTER_NEAREST),
    )


def paper_colour(rng: np.random.Generator) -> np.ndarray:
    """float32 [3]: mostly white, some cream, some coloured."""
    kind = rng.random()
    base = rng.uniform(190, 255)
    if kind < 0.6:
        return base + rng.normal(0, 4, 3).astype(np.float32)
    if kind < 0.85:
        return np.float32([base, base * rng.uniform(0.92, 1), base * rng.uniform(0.75, 0.95)])
    return rng.uniform(140, 255, 3).astype(np.float32)


def pen_colour(rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """Colour float32 [3] and how much of it covers the paper, 0…1."""
    kind = rng.random()
    if kind < 0.35:
        return rng.uniform(5, 60) + rng.normal(0, 5, 3).astype(np.float32), rng.uniform(0.7, 1)
    if kind < 0.6:
        return np.float32([rng.uniform(10, 70), rng.uniform(20, 90), rng.uniform(110, 210)]), rng.uniform(0.65, 1)
    if kind < 0.72:
        return np.float32([rng.uniform(160, 230), rng.uniform(10, 70), rng.uniform(10, 80)]), rng.uniform(0.65, 1)
    if kind < 0.8:
        return np.float32([rng.uniform(0, 80), rng.uniform(100, 160), rng.uniform(20, 90)]), rng.uniform(0.65, 1)
    if kind < 0.86:
        return np.float32([rng.uniform(200, 255), rng.uniform(90, 190), rng.uniform(0, 50)]), rng.uniform(0.8, 1)
    return rng.uniform(60, 110) + rng.normal(0, 3, 3).astype(np.float32), rng.uniform(0.3, 0.75)


def rules(h: int, w: int, spacing: float, rng: np.random.Generator) -> np.ndarray:
    """Coverage of ruled or squared paper's lines, float32 [h, w]."""
    image = np.zeros((h, w), np.uint8)
    angle = np.radians(np.clip(rng.normal(0, 4), -15, 15))
    squared = rng.random() < 0.45
    thick = max(1, round(spacing * rng.uniform(0.01, 0.04)))
    reach = h + w
    for direction in (angle, angle + np.pi / 2) if squared else (angle,):
        along = np.array([np.cos(direction), np.sin(direction)])
        across = np.array([-along[1], along[0]])
        offset = rng.uniform(0, spacing)
        for k in range(-int(reach / spacing) - 1, int(reach / spacing) + 2):
            middle = np.array([w / 2, h / 2]) + across * (k * spacing + offset)
            a, b = middle - along * reach, middle + along * reach
            cv2.line(image, *[tuple(int(v) for v in p * 16) for p in (a, b)], 255, thick, cv2.LINE_AA, shift=4)
    return image.astype(np.float32) / 255


def light(h: int, w: int, rng: np.random.Generator) -> np.ndarray:
    """Uneven light, float32 [h, w] about 1: a slope, a lamp's spot, dark corners."""
    y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j].astype(np.float32)
    slope = rng.normal(0, 0.15, 2)
    out = 1 + slope[0] * x + slope[1] * y
    if rng.random() < 0.5:
        cx, cy = rng.uniform(-1, 1, 2)
        out -= rng.uniform(0, 0.25) * ((x - cx) ** 2 + (y - cy) ** 2) / 2
    return np.clip(out, 0.35, 1.4)


def shadow(h: int, w: int, rng: np.random.Generator) -> np.ndarray:
    """A shadow's factor, float32 [h, w]: a polygon from outside the frame with a soft or a sharp edge."""
    mask = np.zeros((h, w), np.float32)
    centre, angle = rng.uniform(0.15, 0.85, 2) * (w, h), rng.uniform(0, 2 * np.pi)
    along = np.array([np.cos(angle), np.sin(angle)])
    across = np.array([-along[1], along[0]])
    reach = 2 * (h + w)
    broad = reach if rng.random() < 0.7 else rng.uniform(0.3, 0.6) * max(h, w)
    corners = [
        centre + along * reach,
        centre - along * reach,
        centre - along * reach + across * broad,
        centre + along * reach + across * broad,
    ]
    cv2.fillPoly(mask, [np.int32(corners)], 1.0)
    mask = cv2.GaussianBlur(mask, (0, 0), float(np.exp(rng.uniform(np.log(1), np.log(0.08 * max(h, w) + 1.5)))))
    return 1 - mask * rng.uniform(0.12, 0.55)


def clutter(image: np.ndarray, ink: np.ndarray, rng: np.random.Generator) -> None:
    """In place: a table beyond the paper's edge, a finger, specks of dirt; never on the ink."""
    h, w = image.shape[:2]
    rows, columns = np.flatnonzero(ink.max(axis=1) > 0.1), np.flatnonzero(ink.max(axis=0) > 0.1)
    beside = (
        [rows[0], h - 1 - rows[-1], columns[0], w - 1 - columns[-1]] if len(rows) else [h // 2, h // 2, w // 2, w // 2]
    )
    if rng.random() < 0.18:
        side = int(rng.integers(4))
        free = beside[side]
        depth = min(rng.uniform(0.03, 0.25) * max(h, w), 0.75 * free)
        if depth >= 3:
            lean = rng.uniform(-0.05, 0.05) * max(h, w)
            lean = float(np.clip(lean, -0.2 * free, 0.2 * free))
            a, b = depth + lean, depth - lean
            corners = [
                [(0, 0), (w, 0), (w, b), (0, a)],
                [(0, h), (w, h), (w, h - b), (0, h - a)],
                [(0, 0), (a, 0), (b, h), (0, h)],
                [(w, 0), (w - a, 0), (w - b, h), (w, h)],
            ][side]
            colour = rng.uniform(20, 150) * np.float32([1, rng.uniform(0.6, 1), rng.uniform(0.4, 1)])
            cv2.fillPoly(image, [np.int32(corners)], colour.tolist(), cv2.LINE_AA)
    if rng.random() < 0.08:
        side = int(rng.integers(4))
        free = beside[side]
        depth = min(rng.uniform(0.1, 0.3) * max(h, w), 0.8 * free)
        if depth >= 6:
            at = rng.uniform(0.1, 0.9)
            centre = [(at * w, 0), (at * w, h), (0, at * h), (w, at * h)][side]
            axes = (depth * 0.45, depth) if side < 2 else (depth, depth * 0.45)
            skin = np.float32([210, 160, 130]) * rng.uniform(0.4, 1.1)
            cv2.ellipse(
                image, [int(c) for c in centre], [int(a) for a in axes], 0, 0, 360, skin.tolist(), -1, cv2.LINE_AA
            )
    if rng.random() < 0.25:
        for _ in range(int(rng.integers(1, 12))):
            x, y = int(rng.integers(w)), int(rng.integers(h))
            if ink[max(0, y - 6) : y + 7, max(0, x - 6) : x + 7].max() < 0.1:
                radius = max(1, int(rng.uniform(0.001, 0.006) * max(h, w)))
                cv2.circle(image, (x, y), radius, [float(rng.uniform(30, 160))] * 3, -1, cv2.LINE_AA)


def camera(image: np.ndarray, rng: np.random.Generator, strength: float) -> np.ndarray:
    """Blur, grain and JPEG. float32 [h, w, 3] → uint8 [h, w, 3]; strength 0…1 of the troubles."""
    h, w = image.shape[:2]
    if rng.random() < 0.6:
        image = cv2.GaussianBlur(image, (0, 0), 0.3 + strength * rng.uniform(0, 1.2) * max(1.0, max(h, w) / 500))
    if rng.random() < 0.15 * strength:
        length = int(rng.integers(2, max(3, max(h, w) // 100) + 2))
        kernel = np.zeros((length, length), np.float32)
        cv2.line(kernel, (0, int(rng.integers(length))), (length - 1, int(rng.integers(length))), 1.0)
        image = cv2.filter2D(image, -1, kernel / max(kernel.sum(), 1))
    sigma = strength * rng.uniform(0, 11)
    grain = rng.standard_normal((h, w, 1), np.float32) * sigma + rng.standard_normal((h, w, 3), np.float32) * (
        sigma * 0.5
    )
    if rng.random() < 0.4:
        grain = cv2.GaussianBlur(grain, (0, 0), 0.8) * 1.6
    out = np.clip(image + grain + 0.5, 0, 255).astype(np.uint8)
    if rng.random() < 0.85:
        quality = int(rng.integers(100 - int(70 * max(strength, 0.1)), 98))
        out = cv2.imdecode(cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)
    return out


def frame_size(rng: np.random.Generator, kind: str) -> tuple[int, int]:
    """Height and width, pixels."""
    low, high = (60, 620) if "canvas" in kind else (140, 720)
    longer = np.exp(rng.uniform(np.log(low), np.log(high)))
    shorter = longer * rng.choice([1.0, 0.75, 0.75, 0.5625])
    h, w = (longer, shorter) if rng.random() < 0.5 else (shorter, longer)
    return max(28, round(h)), max(28, round(w))


def picture(
    shape: np.ndarray,
    rng: np.random.Generator,
    kind: str | None = None,
    part: float | None = None,
    size: tuple[int, int] | None = None,
) -> tuple[np.ndarray, tuple[int, int, int, int]]:
    """A whole picture of a shape.

    shape: coverage float32 [h, w], cropped. kind: of KINDS, else drawn. part: of the frame's height, else drawn, 0.05…0.95.
    size: height and width, else drawn. Returns the picture, uint8 [H, W, 3] RGB, and the shape's box in it: x, y, w, h.
    """
    image, boxes = picture_of_many(shape, (shape > 0.3).astype(np.uint16), rng, kind, part, size)
    return image, boxes[0]


def picture_of_many(
    shape: np.ndarray,
    whose: np.ndarray,
    rng: np.random.Generator,
    kind: str | None = None,
    part: float | None = None,
    size: tuple[int, int] | None = None,
) -> tuple[np.ndarray, list[tuple[int, int, int, int]]]:
    """As `picture`, of several things. whose: uint16 [h, w], 0 for none of them, else counted from 1. Returns a box of each."""
    kind = kind or str(rng.choice(list(KINDS), p=list(KINDS.values())))
    h, w = size or frame_size(rng, kind)
    if part is None:
        least = max(0.05, 18 / h)
        part = (
            float(np.exp(rng.uniform(np.log(least), np.log(0.95))))
            if rng.random() < 0.5
            else rng.uniform(max(0.3, least), 0.95)
        )
    drawn = kind.endswith("canvas")
    tilt, bend = (3.0, 0.0) if drawn else (2.0, 0.0) if kind == "scan" else (6.0, 0.02)
    ink, owned = place_many(shape, whose, h, w, part, rng, tilt, bend)
    if ink.max() < 0.2:
        ink, owned = place_many(shape, whose, h, w, 0.8, rng, 0.0, 0.0)
    owned[ink <= 0.3] = 0
    boxes = [cv2.boundingRect((owned == number).astype(np.uint8)) for number in range(1, int(whose.max()) + 1)]
    return written(ink, kind, part, rng), boxes


def written(ink: np.ndarray, kind: str, part: float, rng: np.random.Generator) -> np.ndarray:
    """Ink on something to write on, seen by a camera.

    ink: coverage of the frame, float32 [H, W]. part: of the frame's height that is written on. Returns uint8 [H, W, 3] RGB.
    """
    h, w = ink.shape
    if kind.endswith("canvas"):
        paper, pen = (
            (rng.uniform(225, 255), rng.uniform(0, 70))
            if kind == "canvas"
            else (rng.uniform(0, 50), rng.uniform(190, 255))
        )
        paper, pen = (v + (rng.normal(0, 12, 3) if rng.random() < 0.3 else np.zeros(3)) for v in (paper, pen))
        image = paper + (pen - paper) * ink[..., None]
        if rng.random() < 0.7:
            return np.clip(image + 0.5, 0, 255).astype(np.uint8)
        return camera(image.astype(np.float32), rng, 0.05)
    if kind == "board":
        paper = rng.uniform(15, 90) * np.float32([rng.uniform(0.6, 1), 1, rng.uniform(0.6, 1)])
        pen, cover = rng.uniform(190, 255) - np.abs(rng.normal(0, 15, 3)).astype(np.float32), rng.uniform(0.6, 1)
    else:
        paper, (pen, cover) = paper_colour(rng), pen_colour(rng)
    if np.abs(paper - pen).mean() * cover < 35:
        pen, cover = (np.float32([20, 20, 30]), 0.8) if paper.mean() > 120 else (np.float32([240, 240, 240]), 0.9)
    texture = field(h, w, rng.uniform(1, 4), rng) * rng.uniform(0, 4) + field(
        h, w, rng.uniform(20, 120), rng
    ) * rng.uniform(0, 5)
    image = np.broadcast_to(paper.astype(np.float32), (h, w, 3)) + texture[..., None]
    if kind in ("photo", "scan") and rng.random() < 0.4:
        spacing = max(9.0, part * h * rng.uniform(0.22, 1.6))
        lines = rules(h, w, spacing, rng)[..., None] * rng.uniform(0.1, 0.55)
        line_colour = (
            np.float32([rng.uniform(60, 180), rng.uniform(90, 190), rng.uniform(150, 230)])
            if rng.random() < 0.7
            else np.full(3, rng.uniform(90, 180), np.float32)
        )
        image = image + (np.minimum(line_colour, paper) - image) * lines
    cover_map = ink * cover
    if kind == "board" or rng.random() < 0.3:
        cover_map = cover_map * np.clip(1 - rng.uniform(0, 0.5) * np.abs(field(h, w, rng.uniform(1, 3), rng)), 0.3, 1)
    image = image + (pen - image) * cover_map[..., None]
    if kind == "photo":
        image = np.ascontiguousarray(image, np.float32)
        clutter(image, ink, rng)
        factor = light(h, w, rng) * rng.uniform(0.55, 1.05)
        if rng.random() < 0.35:
            factor = factor * shadow(h, w, rng)
        image = image * factor[..., None]
        return camera(image, rng, rng.random())
    return camera(image.astype(np.float32), rng, 0.3 if kind == "scan" else 0.7 * rng.random())


def grain(h: int, w: int, rng: np.random.Generator) -> np.ndarray:
    """Nothing but noise, the same in all colours or not: any level, levels about a middle, or single pixels far from it. uint8 [h, w, 3]."""
    shape = (h, w, int(rng.choice([1, 3])))
    kind = rng.random()
    if kind < 0.4:
        noise = rng.integers(0, 256, shape)
    elif kind < 0.7:
        noise = rng.normal(rng.uniform(30, 225), np.exp(rng.uniform(np.log(3), np.log(80))), shape)
    else:
        hit = rng.random(shape) < np.exp(rng.uniform(np.log(0.002), np.log(0.4)))
        sign = np.where(rng.random(shape) < rng.random(), -1, 1)
        noise = rng.uniform(0, 255) + hit * sign * rng.uniform(40, 255)
    return np.broadcast_to(np.clip(noise, 0, 255), (h, w, 3)).astype(np.uint8)


def nothing(rng: np.random.Generator) -> np.ndarray:
    """A picture with nothing written on it: paper with all its troubles, noise, textures, coloured shapes. uint8 [H, W, 3]."""
    h, w = frame_size(rng, "photo")
    if rng.random() < 0.5:
        part = float(np.exp(rng.uniform(np.log(0.05), np.log(0.95))))
        return written(np.zeros((h, w), np.float32), str(rng.choice(["photo", "photo", "scan", "board"])), part, rng)
    kind = rng.random()
    if kind < 0.3:
        return grain(h, w, rng)
    if kind < 0.6:
        size = float(np.exp(rng.uniform(np.log(2), np.log(80))))
        image = 128 + field(h, w, size, rng)[..., None] * rng.uniform(20, 160)
        if rng.random() < 0.5:
            image = image + field(h, w, size / 3, rng)[..., None] * rng.uniform(10, 90)
        return camera(image.astype(np.float32) * np.ones(3, np.float32), rng, rng.random())
    if kind < 0.8:
        image = np.full((h, w, 3), rng.uniform(60, 255), np.float32)
        for _ in range(int(rng.integers(1, 9))):
            colour = rng.uniform(0, 255, 3).tolist()
            x, y, a, b = (int(v) for v in rng.uniform(0, 1, 4) * (w, h, w / 3 + 2, h / 3 + 2))
            if rng.random() < 0.5:
                cv2.ellipse(image, (x, y), (a, b), float(rng.uniform(0, 180)), 0, 360, colour, -1, cv2.LINE_AA)
            else:
                cv2.rectangle(image, (x, y), (x + a, y + b), colour, -1)
        return camera(image * light(h, w, rng)[..., None], rng, rng.random())
    spacing = max(8.0, max(h, w) * rng.uniform(0.03, 0.25))
    image = (
        np.full((h, w, 3), rng.uniform(180, 255), np.float32)
        * (1 - rules(h, w, spacing, rng) * rng.uniform(0.1, 0.6))[..., None]
    )
    return camera((image * light(h, w, rng)[..., None]).astype(np.float32), rng, rng.random())
