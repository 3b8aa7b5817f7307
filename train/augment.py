"""Augmentation, batched in TensorFlow: a hand's slant, size, place and pen."""

import tensorflow as tf


def augment(glyphs: tf.Tensor) -> tf.Tensor:
    """Random affine maps and stroke widths. float32 [N, 28, 28, 1], 0…1 → the same."""
    n = tf.shape(glyphs)[0]
    angle = tf.random.normal([n], stddev=0.13)
    shear = tf.random.normal([n], stddev=0.12)
    log_scale = tf.random.normal([2, n], stddev=0.08)
    sx, sy = tf.exp(log_scale[0]), tf.exp(log_scale[1])
    shift = tf.clip_by_value(tf.random.normal([2, n], stddev=1.0), -2.5, 2.5)
    cos, sin = tf.cos(angle), tf.sin(angle)
    a, b = cos * sx, (-sin + shear) * sx
    c, d = sin * sy, cos * sy
    middle = 13.5
    dx = middle - a * middle - b * middle + shift[0]
    dy = middle - c * middle - d * middle + shift[1]
    zero = tf.zeros_like(a)
    transforms = tf.stack([a, b, dx, c, d, dy, zero, zero], axis=1)
    moved = tf.raw_ops.ImageProjectiveTransformV3(
        images=glyphs,
        transforms=transforms,
        output_shape=[28, 28],
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
        fill_value=0.0,
    )
    kind = tf.random.uniform([n, 1, 1, 1])
    thick = 0.5 * (moved + tf.nn.max_pool2d(moved, 2, 1, "SAME"))
    thin = 0.5 * (moved - tf.nn.max_pool2d(-moved, 2, 1, "SAME"))
    out = tf.where(kind < 0.15, thick, tf.where(kind < 0.27, thin, moved))
    strength = tf.random.uniform([n, 1, 1, 1], 0.0, 0.1) * tf.cast(tf.random.uniform([n, 1, 1, 1]) < 0.2, tf.float32)
    return tf.clip_by_value(out + tf.random.normal(tf.shape(out)) * strength, 0.0, 1.0)


def batches(glyphs, labels, batch: int, seed: int) -> tf.data.Dataset:
    """Endless shuffled, augmented batches. glyphs: uint8 [N, 28, 28]; labels: uint8 [N]."""
    data = tf.data.Dataset.from_tensor_slices((glyphs, labels)).shuffle(len(glyphs), seed=seed).repeat()
    data = data.batch(batch, drop_remainder=True)
    return data.map(lambda g, y: (augment(tf.cast(g[..., None], tf.float32) / 255.0), y), 2).prefetch(4)
