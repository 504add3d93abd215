"""What the build takes out of the theme's script."""

import pytest
from _ext import lean_site

LOOK = (
    'const e=()=>{document.querySelectorAll(["pre",".x > .y"].join(", ")).forEach(f)}'
)


def test_the_theme_measures_nothing_any_more():
    once = lean_site.drop_measuring(LOOK)
    assert once == 'const e=()=>{document.querySelectorAll("no-such-tag").forEach(f)}'
    assert lean_site.drop_measuring(once) == once


def test_a_theme_that_has_changed_is_told():
    with pytest.raises(ValueError, match="expected the one list of blocks"):
        lean_site.drop_measuring("const e=()=>{}")
