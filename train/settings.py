"""All settings of the training job, in one block."""

from dataclasses import dataclass, field

CLASSES = [*(str(digit) for digit in range(10)), "no digit"]
SEED = 0


@dataclass(frozen=True)
class Pictures:
    """Pictures to be made."""

    count: int
    none: float  # part of them in which something, or all, is no digit
    seed: int


@dataclass(frozen=True)
class Schedule:
    """How long and how hard one network is trained."""

    epochs: int  # the length of the cosine schedule; in one, as many glyphs are seen as twice MNIST's digits
    optimizer: str = "muon"  # or "adam"
    learning_rate: float = 5e-3  # the highest
    strength: float = 0.5  # of the augmentation
    average: float = 0.999  # momentum of the weights' running average; 0: none
    label_smoothing: float = 0.03
    made: float = 0.5  # share of each batch that is made glyphs; the rest is MNIST's digits


@dataclass(frozen=True)
class Teacher:
    """A broader network, trained first, whose answers the one that is shipped learns from."""

    schedule: Schedule
    width: float  # channels, by those of the shipped one
    share: float  # of the teacher's answer in what is learnt; the rest is the label
    softness: float  # temperature of the teacher's answer


@dataclass(frozen=True)
class Recipe:
    """How a network is trained; counts are pictures unless said otherwise."""

    schedule: Schedule
    pictures: dict[str, Pictures]  # by kind, made to be trained on
    choosing: dict[str, Pictures]  # made of held-out digits, by which weights and thresholds are chosen
    # The same, for the weights by which several digits are told from one; empty: those that once were fitted are taken.
    numbers: dict[str, Pictures] = field(default_factory=dict)
    teacher: Teacher | None = None
    held_out: int = 5000  # of MNIST's 60,000, for choosing; never trained on
    batch: int = 128
    target: float = 0.993  # MNIST test accuracy, under which nothing is exported
    share_refused: float = 0.002  # of held-out digits that the "no digit" threshold may refuse


def pictures(whole: int, clean: int, several: int, small: int, seed: int) -> dict[str, Pictures]:
    """So many pictures of each kind: on paper, on even ground, numbers on paper, 28×28."""
    counts = {"whole": (whole, 0.4), "clean": (clean, 0.35), "several": (several, 0.3), "small": (small, 0.4)}
    return {kind: Pictures(count, none, seed) for kind, (count, none) in counts.items() if count}


RECIPES = {
    "quick": Recipe(
        Schedule(epochs=2, strength=0.25, average=0.99),
        pictures=pictures(400, 400, 100, 1000, SEED),
        choosing=pictures(200, 200, 0, 200, SEED + 1),
        target=0.99,
    ),
    "full": Recipe(
        Schedule(epochs=32, average=0.9995, label_smoothing=0.0, made=0.625),
        pictures=pictures(20000, 30000, 5000, 40000, SEED),
        choosing=pictures(4000, 2000, 0, 2000, SEED + 1),
        numbers={
            "number": Pictures(1800, 0.1, SEED + 2),
            "whole": Pictures(2400, 0.4, SEED + 2),
            "clean": Pictures(1600, 0.35, SEED + 2),
        },
        teacher=Teacher(
            Schedule(epochs=20, average=0.9995, label_smoothing=0.0, made=0.625), width=2.0, share=0.7, softness=2.0
        ),
    ),
}
# The recipe everyone knows, on the glyphs that it will be served.
MLP = Recipe(
    Schedule(epochs=5, optimizer="adam", learning_rate=1e-3, average=0.0, label_smoothing=0.0),
    pictures={},
    choosing={},
    target=0.97,
)
ARCHITECTURES = ("cnn", "mlp")
