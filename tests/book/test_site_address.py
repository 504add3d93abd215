"""Buttons that lead to the repository: none without its address, all with it."""

from types import SimpleNamespace

import pytest
from _ext import site_address

OURS = "https://github.com/Some-One/a.fork"


def settings(repository, baseurl=""):
    buttons = {"use_repository_button": True, "use_issues_button": True}
    options = {"repository_url": repository, "launch_buttons": {"x": 1}, **buttons}
    config = SimpleNamespace(html_theme_options=options, html_baseurl=baseurl)
    site_address.apply(None, config)
    return config


def test_without_an_address_nothing_leads_there():
    config = settings("https://github.com/address_not_set/nnfoundations")
    options = config.html_theme_options
    assert not any(value for name, value in options.items() if name.startswith("use_"))
    assert options["launch_buttons"] == {}
    assert config.html_baseurl == ""


def test_with_an_address_all_is_as_it_was_and_the_site_s_own_is_known():
    config = settings(OURS)
    assert config.html_theme_options == {
        "repository_url": OURS,
        "launch_buttons": {"x": 1},
        "use_repository_button": True,
        "use_issues_button": True,
    }
    assert config.html_baseurl == "https://some-one.github.io/a.fork/"
    assert settings(OURS, "https://ours.org/").html_baseurl == "https://ours.org/"


def test_lines_that_clone_are_left_out_as_long_as_no_address_is_set():
    page = "a\n```bash\ngit clone https://github.com/{}/x\ncd x\n```\n"
    assert "git clone" not in site_address.without_clones(
        page.format("address_not_set")
    )
    assert site_address.without_clones(page.format("me")) == page.format("me")


@pytest.mark.parametrize("other", ["", "https://gitlab.com/a/b", "git@github.com:a/b"])
def test_only_github_s_pages_are_known(other):
    assert site_address.site_of(other) == ""
