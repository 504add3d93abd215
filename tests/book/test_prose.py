"""The report on how the pages read: what it counts in pages small enough to count."""

import pytest

from course.pages import pieces
from prose import main, numbers, reading, sentences


def first(text):
    """Return the first piece of a text."""
    return next(iter(pieces(text)))


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("One two three. Four five.", [3, 2]),
        ("A sum, $w \\cdot x$, is a number. $x$ is one, too.", [6, 4]),
        ("It takes 2.5 ms (e to the minus one). Then it stops.", [9, 3]),
        ("So they say {cite:p}`a, b`. {cite:t}`c` says {term}`no <never>`.", [3, 3]),
        ("Why? Because.", [1, 1]),
    ],
)
def test_the_words_of_each_sentence(text, lengths):
    assert sentences(first(text)) == lengths


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("In 1958 there were two of them.", 0),
        ("From 0.5 to 1,000, that is {result}`a/b:.1f` times $2{,}000$.", 4),
        ("The network 64-256-10 with $x_1 = 3$ and $10^{-3}$.", 3),
        ("Unit `x[3]` of $W_1$.", 0),
    ],
)
def test_the_numbers_that_a_reader_meets(text, count):
    assert numbers(first(text)) == count


PAGE = """\
# Title

After this chapter you will be able to

- **count** things.

## One

One two three four five six seven eight nine. Ten.

Of 1, 2, 3 and 4 one is odd.

```{note}
A note of five words.
```

```{exercise} Not counted
:label: ex

Nor is 1, 2, 3, 4 this.
```

| not | counted |
|---|---|
| 1 | 2 |
"""


def test_a_page_is_measured_by_its_paragraphs():
    found = reading(PAGE)
    assert found.words == 9 + 1 + 9 + 5
    assert found.quartiles[1] == 7
    assert found.short == 0.5
    assert (found.median_numbers, found.crowded) == (0, 1 / 3)


def test_every_chapter_has_its_line(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["prose.py"])
    main()
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 2 + 14
    assert printed[2].startswith("prerequisites ")
