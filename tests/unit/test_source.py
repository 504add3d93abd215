"""The package's own source, as notebooks show it."""

import numpy as np
import pytest

from nnfoundations import checks
from nnfoundations.source import show_source, source_text


class Example:
    """One line."""

    def method(self):
        """Say something.

        At length.
        """
        return "text with three quotes"


def test_the_docstring_is_left_out_and_the_code_kept():
    lines = source_text(Example.method).splitlines()
    assert lines == ["def method(self):", '    return "text with three quotes"']


def test_the_docstring_can_be_kept():
    assert "At length." in source_text(Example.method, docstring=True)


def test_only_the_outermost_docstring_goes():
    text = source_text(Example)
    assert "One line." not in text
    assert "At length." in text


def test_code_without_a_docstring_is_whole():
    def plain(x):
        return {"a": x}

    assert source_text(plain) == 'def plain(x):\n    return {"a": x}\n'


def test_several_things_stand_in_one_block():
    text = show_source(checks.integer, checks.choice).data
    assert text.startswith("```python\ndef integer(")
    assert "\n\n\ndef choice(" in text
    assert text.count("```") == 2


def test_what_has_no_source_is_refused():
    with pytest.raises(TypeError):
        show_source(np.ones(3))
