"""How much is measured: everything (`make bench FULL=1`) or what a few minutes allow (`make bench`)."""

from dataclasses import dataclass

SEED = 0


@dataclass(frozen=True)
class Amount:
    """Counts of pictures unless said otherwise; rounds: how often each contender runs."""

    accuracy: int  # of each set
    accuracy_page: int  # of each set, in the browser
    recipes_rounds: int
    to_accuracy_rounds: int
    jpegs: int
    predicting_rounds: int
    page_rounds: int
    page_glyphs: int  # predictions in a row
    cloud_rounds: int
    cloud_warm: int  # invocations of one start
    growth_rounds: int
    megapixels: tuple[float, ...]
    batch: tuple[int, ...]
    digits: tuple[int, ...]


QUICK = Amount(
    accuracy=100,
    accuracy_page=50,
    recipes_rounds=1,
    to_accuracy_rounds=2,
    jpegs=50,
    predicting_rounds=3,
    page_rounds=4,
    page_glyphs=100,
    cloud_rounds=3,
    cloud_warm=20,
    growth_rounds=3,
    megapixels=(0.01, 0.03, 0.1, 0.3, 1, 3, 12),
    batch=(1, 10, 100, 300, 1000),
    digits=(1, 2, 4, 8, 16, 32),
)
FULL = Amount(
    accuracy=500,
    accuracy_page=500,
    recipes_rounds=3,
    to_accuracy_rounds=5,
    jpegs=500,
    predicting_rounds=5,
    page_rounds=9,
    page_glyphs=500,
    cloud_rounds=5,
    cloud_warm=50,
    growth_rounds=5,
    megapixels=(0.01, 0.03, 0.1, 0.3, 1, 3, 6, 12, 24, 48),
    batch=(1, 10, 100, 1000, 3000, 10000),
    digits=(1, 2, 4, 8, 16, 32, 64),
)
