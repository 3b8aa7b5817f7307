"""All settings of the training job, in one block."""

from dataclasses import dataclass

CLASSES = [*(str(digit) for digit in range(10)), "no digit"]
SEED = 0


@dataclass(frozen=True)
class Recipe:
    """How a network is trained; counts are pictures unless said otherwise."""

    epochs: int  # the length of the cosine schedule
    road: int  # glyphs made by the whole road: picture → preprocess
    no_digit: float  # part of them in which nothing is a digit
    held_out: int = 5000  # of MNIST's 60,000, for choosing; never trained on
    batch: int = 128
    learning_rate: float = 2e-3  # Adam's highest
    average: float = 0.999  # momentum of the weights' running average; 0: none
    label_smoothing: float = 0.03
    target: float = 0.993  # MNIST test accuracy, under which nothing is exported
    share_refused: float = 0.002  # of held-out digits that the "no digit" threshold may refuse


RECIPES = {
    "quick": Recipe(epochs=8, road=2000, no_digit=0.3),
    "full": Recipe(epochs=22, road=6000, no_digit=0.3),
}
# The recipe everyone knows, on the glyphs that it will be served.
MLP = Recipe(epochs=5, road=0, no_digit=0.0, learning_rate=1e-3, average=0.0, label_smoothing=0.0, target=0.97)
ARCHITECTURES = ("cnn", "mlp")
