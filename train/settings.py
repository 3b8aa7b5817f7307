"""All settings of the training job, in one block."""

from dataclasses import dataclass

CLASSES = [*(str(digit) for digit in range(10)), "no digit"]
SEED = 0


@dataclass(frozen=True)
class Pictures:
    """Pictures to be made."""

    count: int
    no_digit: float  # part of them in which nothing is a digit
    seed: int


@dataclass(frozen=True)
class Recipe:
    """How a network is trained; counts are pictures unless said otherwise."""

    epochs: int  # the length of the cosine schedule
    pictures: dict[str, Pictures]  # by kind, made to be trained on: "whole" on paper, "small" of 28×28
    choosing: dict[str, Pictures]  # made of held-out digits, by which thresholds are chosen
    held_out: int = 5000  # of MNIST's 60,000, for choosing; never trained on
    batch: int = 128
    learning_rate: float = 2e-3  # Adam's highest
    strength: float = 1.0  # of the augmentation
    average: float = 0.999  # momentum of the weights' running average; 0: none
    label_smoothing: float = 0.03
    polish: int = 0  # further epochs, without the made glyphs whose labels the network then contradicts
    polish_rate: float = 1e-3  # Adam's highest in them
    polish_strength: float = 0.4  # of the augmentation in them: the strokes are again as hands draw them
    polish_mix: tuple[int, int] = (
        2,
        2,
    )  # each of MNIST's digits comes so often in one of them, and every n-th made glyph once
    target: float = 0.993  # MNIST test accuracy, under which nothing is exported
    share_refused: float = 0.002  # of held-out digits that the "no digit" threshold may refuse


def pictures(whole: int, small: int, seed: int) -> dict[str, Pictures]:
    """So many pictures of either kind."""
    return {"whole": Pictures(whole, 0.3, seed), "small": Pictures(small, 0.15, seed)}


RECIPES = {
    "quick": Recipe(
        epochs=6,
        pictures=pictures(1000, 2000, SEED),
        choosing=pictures(300, 300, SEED + 1),
        strength=0.25,
        average=0.99,
        target=0.99,
    ),
    "full": Recipe(
        epochs=60,
        pictures=pictures(36000, 20000, SEED),
        choosing=pictures(3000, 2000, SEED + 1),
        average=0.9995,
        polish=6,
    ),
}
# The recipe everyone knows, on the glyphs that it will be served.
MLP = Recipe(
    epochs=5,
    pictures={},
    choosing={},
    learning_rate=1e-3,
    strength=0.5,
    average=0.0,
    label_smoothing=0.0,
    target=0.97,
)
ARCHITECTURES = ("cnn", "mlp")
