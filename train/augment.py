"""Augmentation, batched in TensorFlow: a hand's slant, size, place, tremble and pen."""

import tensorflow as tf

SIDE = 28
# Standard deviations of the affine map: radians, shear, log of the scale, pixels.
ANGLE, SHEAR, SCALE, SHIFT = 0.13, 0.12, 0.08, 0.8
FARTHEST_SHIFT = 2.5
# Elastic bending: noise of this many points a side, of this standard deviation in pixels, made smooth over the glyph.
BEND_POINTS, BEND = 6, 0.9


def sampling_grid(n: tf.Tensor, strength: float) -> tuple[tf.Tensor, tf.Tensor]:
    """Where each output pixel is taken from: x and y, float32 [n, 28, 28], pixels.

    A random affine map around the centre, and a smooth random bending on top; strength: of both, 1 as the constants say.
    Source of the bending: Simard, Steinkraus and Platt, "Best Practices for Convolutional Neural Networks", 2003.
    """
    angle, shear = (
        tf.random.normal([n, 1, 1], stddev=strength * ANGLE),
        tf.random.normal([n, 1, 1], stddev=strength * SHEAR),
    )
    sx, sy = (tf.exp(tf.random.normal([n, 1, 1], stddev=strength * SCALE)) for _ in range(2))
    dx, dy = (
        tf.clip_by_value(tf.random.normal([n, 1, 1], stddev=strength * SHIFT), -FARTHEST_SHIFT, FARTHEST_SHIFT)
        for _ in range(2)
    )
    middle = (SIDE - 1) / 2
    y, x = (v[None] for v in tf.meshgrid(*[tf.range(SIDE, dtype=tf.float32) - middle] * 2, indexing="ij"))
    coarse = tf.random.normal([n, BEND_POINTS, BEND_POINTS, 2])
    # A hand trembles more on some days than on others.
    coarse *= tf.random.uniform([n, 1, 1, 1], 0.0, 2 * strength * BEND)
    bend = tf.image.resize(coarse, [SIDE, SIDE], method="bicubic")
    cos, sin = tf.cos(angle), tf.sin(angle)
    return (
        middle + sx * (cos * x + (shear - sin) * y) + dx + bend[..., 0],
        middle + sy * (sin * x + cos * y) + dy + bend[..., 1],
    )


def sample(glyphs: tf.Tensor, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """Bilinear samples, black beyond the edge. glyphs: float32 [n, 28, 28, 1]; x, y: float32 [n, 28, 28] → [n, 28, 28, 1]."""
    margin = 1
    padded = tf.reshape(tf.pad(glyphs[..., 0], [[0, 0], [margin, margin], [margin, margin]]), [tf.shape(glyphs)[0], -1])
    broad = SIDE + 2 * margin
    x, y = (tf.clip_by_value(v + margin, 0.0, broad - 1.001) for v in (x, y))
    left, top = tf.floor(x), tf.floor(y)
    at = tf.cast(top * broad + left, tf.int32)
    fx, fy = x - left, y - top
    upper = tf.gather(padded, at, batch_dims=1) * (1 - fx) + tf.gather(padded, at + 1, batch_dims=1) * fx
    lower = (
        tf.gather(padded, at + broad, batch_dims=1) * (1 - fx) + tf.gather(padded, at + broad + 1, batch_dims=1) * fx
    )
    return (upper * (1 - fy) + lower * fy)[..., None]


def augment(glyphs: tf.Tensor, strength: float) -> tf.Tensor:
    """Random maps of a strength, stroke widths and noise. float32 [N, 28, 28, 1], 0…1 → the same."""
    n = tf.shape(glyphs)[0]
    moved = sample(glyphs, *sampling_grid(n, strength))
    kind = tf.random.uniform([n, 1, 1, 1])
    thick = 0.5 * (moved + tf.nn.max_pool2d(moved, 2, 1, "SAME"))
    thin = 0.5 * (moved - tf.nn.max_pool2d(-moved, 2, 1, "SAME"))
    out = tf.where(kind < 0.12, thick, tf.where(kind < 0.24, thin, moved))
    strength = tf.random.uniform([n, 1, 1, 1], 0.0, 0.1) * tf.cast(tf.random.uniform([n, 1, 1, 1]) < 0.2, tf.float32)
    return tf.clip_by_value(out + tf.random.normal(tf.shape(out)) * strength, 0.0, 1.0)


def batches(digits, made, batch: int, seed: int, strength: float, share: float = 0.5) -> tf.data.Dataset:
    """Endless shuffled, augmented batches: this share of each from what is made, the rest from the digits; all from these where none is.

    digits, made: (glyphs uint8 [N, 28, 28], labels uint8 [N]). Gives float32 [batch, 28, 28, 1] and uint8 [batch].
    """
    of_made = round(batch * share) if len(made[0]) else 0
    endless = [
        tf.data.Dataset.from_tensor_slices(one).shuffle(len(one[0]), seed=seed).repeat().batch(count)
        for one, count in ((digits, batch - of_made), (made, of_made))
        if count
    ]

    def joined(*pairs):
        glyphs = tf.concat([pair[0] for pair in pairs], axis=0)
        labels = tf.concat([pair[1] for pair in pairs], axis=0)
        return augment(tf.cast(glyphs[..., None], tf.float32) / 255.0, strength), labels

    return tf.data.Dataset.zip(tuple(endless)).map(joined, 2).prefetch(4)
