"""The page's mathematics of draw_digit against the package's."""

from itertools import pairwise

import numpy as np
import pytest
from parity import Pair, cases

from nnfoundations.figures import digit_network, handwriting, javascript

HANDWRITING = javascript.find_path("handwriting")
READER = javascript.find_path("digit_reader")
NETWORK = digit_network.read_network(
    (javascript.FOLDER / digit_network.FILE).read_text("utf-8")
)
PARAMETERS = digit_network.read_parameters(NETWORK)
IMAGES, LABELS = digit_network.read_held_out(NETWORK)
#: Points of accuracy that a digit's way over the paper may cost.
ALLOWED = 2.0


def predict(counts):
    hidden, logits = digit_network.forward_digits(PARAMETERS, np.array(counts) / 16)
    probabilities = digit_network.softmax_rows(logits)
    return {"hidden": hidden, "logits": logits, "probabilities": probabilities}


def pushes(hidden, digit):
    return np.array(hidden) * PARAMETERS[2][:, digit]


def entropy(p):
    found = np.array([q for q in p if q > 0])
    return float(-(found * np.log2(found)).sum())


def scribble(rng):
    """Return thick lines between random places, on a random part of the paper."""
    low, high = np.sort(rng.uniform(0, 48, 2))
    points = rng.uniform(low, high + 1, (rng.integers(1, 7), 2))
    y, x = np.mgrid[:48, :48] + 0.5
    ink = np.zeros((48, 48), dtype=int)
    for start, end in pairwise(points):
        for t in np.linspace(0, 1, 60):
            a, b = start + t * (end - start)
            ink |= np.hypot(x - a, y - b) <= rng.uniform(1, 4)
    return ink.tolist()


def random_ink(rng):
    return {"ink": scribble(rng)}


def sheared(image, slope=0.35):
    """Return a held-out digit on the paper, slanted."""
    ink = handwriting.lay(IMAGES[image].reshape(8, 8))
    by = [round(slope * (24 - row)) for row in range(48)]
    return np.array([np.roll(line, b) for line, b in zip(ink, by, strict=True)])


def one(*places):
    ink = np.zeros((48, 48), dtype=int)
    for row, column in places:
        ink[row, column] = 1
    return ink


INKS = [
    one(),
    one((0, 0)),
    one((47, 47), (0, 0)),
    one(*((5, c) for c in range(3, 40))),  # no slant: all in one row
    one(*((r, 30) for r in range(48))),
    one(*((r, c) for r in (3, 4, 5) for c in range(16 * (r - 3), 16 * (r - 2)))),
    np.ones((48, 48), dtype=int),
    sheared(18),
]


def from_ink(python, *golden):
    """Return the pair of a function of ink, with the numbers of its golden cases."""
    return Pair(python, [{"ink": INKS[i].tolist()} for i in golden], random_ink, 30)


ON_PAPER = {
    "slant": from_ink(lambda ink: handwriting.slant(np.array(ink)), 3, 7),
    "normalised": from_ink(lambda ink: handwriting.normalise(np.array(ink)), 0, 7),
    "seen": from_ink(lambda ink: handwriting.see(np.array(ink)).ravel(), 2, 7),
    "fromRows": Pair(
        handwriting.from_rows,
        golden=[{"rows": [2**47, *range(46), 2**48 - 1]}],
        random=lambda rng: {"rows": rng.integers(0, 2**48, 48)},
    ),
    "toRows": Pair(
        lambda ink: handwriting.to_rows(np.array(ink)),
        golden=[{"ink": INKS[2].tolist()}],
        random=lambda rng: {"ink": rng.integers(0, 2, (48, 48))},
    ),
    "laid": Pair(
        lambda image: handwriting.lay(np.array(image).reshape(8, 8)),
        golden=[{"image": IMAGES[18]}],
        random=lambda rng: {"image": rng.integers(0, 17, 64)},
    ),
}
READING = {
    "heldOut": Pair(
        lambda index: IMAGES[index],
        golden=[{"index": 0}, {"index": 359}],
        random=lambda rng: {"index": rng.integers(360)},
    ),
    "predict": Pair(
        predict,
        golden=[{"counts": [0] * 64}, {"counts": [16] * 64}, {"counts": IMAGES[18]}],
        random=lambda rng: {"counts": rng.integers(0, 17, 64)},
    ),
    "pushes": Pair(
        pushes,
        golden=[{"hidden": [1.0] * 256, "digit": 0}],
        random=lambda rng: {"hidden": rng.random(256), "digit": rng.integers(10)},
    ),
    "entropy": Pair(
        entropy,
        golden=[{"p": [0.1] * 10}, {"p": [1.0] + [0.0] * 9}],
        random=lambda rng: {"p": rng.dirichlet(np.ones(10))},
    ),
}


ALL = cases("handwriting", ON_PAPER) + cases("digit_reader", READING)


@pytest.mark.parametrize("case", ALL, ids=str)
def test_page_and_package_agree(case, node):
    case.check(node)


@pytest.mark.parametrize("ink", INKS, ids=range(len(INKS)))
def test_page_and_package_agree_on_odd_ink(ink, node):
    assert node.call(HANDWRITING, "slant", ink) == handwriting.slant(ink)
    assert (
        node.call(HANDWRITING, "normalised", ink) == handwriting.normalise(ink).tolist()
    )


def page_accuracy(node, inks):
    """Return the percentage that the page's own functions read rightly."""
    right = 0
    for ink, label in zip(inks, LABELS, strict=True):
        counts = node.call(HANDWRITING, "seen", ink)
        right += np.argmax(node.call(READER, "predict", counts)["logits"]) == label
    return 100 * right / len(LABELS)


def test_digits_laid_on_the_paper_lose_little_accuracy(node):
    direct = 100 * np.mean(predict(IMAGES)["logits"].argmax(axis=1) == LABELS)
    over_paper = page_accuracy(
        node, [node.call(HANDWRITING, "laid", i) for i in IMAGES]
    )
    print(
        f"accuracy in Python {direct:.2f} %, over the page's paper {over_paper:.2f} %"
    )
    assert len(LABELS) == 360
    assert over_paper >= direct - ALLOWED
    assert over_paper == pytest.approx(100 * NETWORK["laid"] / 360)


@pytest.mark.parametrize(
    ("height", "width", "top", "left"),
    [(30, 30, 2, 16), (24, 24, 24, 0), (44, 32, 2, 8), (32, 44, 10, 2)],
)
def test_size_place_and_proportions_cost_little(node, height, width, top, left):
    rows, columns = (((2 * np.arange(n) + 1) * 32) // (2 * n) for n in (height, width))
    inks = np.zeros((360, 48, 48), dtype=int)
    for ink, image in zip(inks, IMAGES, strict=True):
        bitmap = handwriting.draw_bitmap(image.reshape(8, 8))
        ink[top : top + height, left : left + width] = bitmap[np.ix_(rows, columns)]
    accuracy = page_accuracy(node, inks)
    print(f"{height} x {width} points at row {top}, column {left}: {accuracy:.2f} %")
    assert accuracy > 90


def test_slanted_digits_are_straightened(node, monkeypatch):
    inks = [sheared(i) for i in range(360)]
    straightened = page_accuracy(node, inks)
    monkeypatch.setattr(handwriting, "SLANT", (9.0, 9.0))
    counts = [handwriting.see(ink).ravel() for ink in inks]
    left = 100 * np.mean(predict(counts)["logits"].argmax(axis=1) == LABELS)
    print(f"slanted by 0.35: {straightened:.2f} %, without straightening {left:.2f} %")
    assert straightened > left + 10


def test_a_pen_ends_a_stroke_before_it_begins_the_next(node):
    lines = [[[10, 10], [10, 30]], [[30, 10], [30, 30]]]
    ink = handwriting.from_rows(node.call(HANDWRITING, "drawnUpTo", 0.25, lines))
    assert ink[10:18, 10].all()
    assert not ink[24:].any()
    assert not ink[:, 20:].any()
