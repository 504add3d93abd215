"""What live figures do by themselves when they are first seen, and what ends it."""

import built_site
import numpy as np
import pytest
from figure_page import Live

from nnfoundations.figures import FIGURES

MIDDLE = "(stage) => stage.scrollIntoView({ block: 'center', behavior: 'instant' })"


@pytest.fixture
def come_upon(open_page):
    """Return a function that opens the gallery and scrolls until a figure is seen."""

    def seen(name, **options):
        page, visit = open_page(built_site.GALLERY, alone=name, **options)
        place = page.locator(f'[data-figure="{name}"]')
        place.scroll_into_view_if_needed()
        stage = place.locator(".lf-stage")
        stage.wait_for(timeout=30_000)
        stage.evaluate(MIDDLE)
        return Live(name, page, visit, place.locator(".lf"))

    return seen


def shown(figure):
    """Return the words of the figure, and what its model holds."""
    figure.drawn()
    return figure.run(
        "const { words, model, spec, moves } = view;"
        " const names = Object.keys(spec.fields);"
        " const held = Object.fromEntries(names.map((n) => [n, model.get(n)]));"
        " return [words.textContent, held, moves];"
    )


#: Waits until it moves by itself; no longer than it may take to be seen.
MOVES = "(name) => document.querySelector(name).liveFigure.moves"


def place_of(figure):
    return f'[data-figure="{figure.name}"] .live-figure-place'


def begins(figure):
    built_site.wait_for(figure.page, MOVES, place_of(figure))


def changes(figure):
    """Say whether the picture changes before the figure comes to rest."""
    first = figure.picture()
    while figure.page.evaluate(MOVES, place_of(figure)):
        later = figure.picture()
        if first.shape != later.shape or np.abs(first - later).max() > 0.1:
            return True
    return False


@pytest.mark.parametrize("name", FIGURES)
def test_it_moves_once_and_a_touch_stops_it_at_once(name, come_upon):
    figure = come_upon(name)
    begins(figure)
    assert changes(figure)
    figure.root.locator("[data-reset]").focus()
    words, held, moves = shown(figure)
    assert not moves
    assert set(held.values()) == {None}  # as the page gave it: nothing was set
    figure.page.wait_for_timeout(300)
    assert shown(figure) == [words, held, False]
    assert figure.run("return view.state;") == figure.state == figure.figure().state()
    figure.run(MIDDLE.replace("(stage) => stage", "scrollTo(0, 0); view.stage") + ";")
    assert shown(figure) == [words, held, False]
    figure.assert_silent()


@pytest.mark.parametrize("name", FIGURES)
def test_what_is_saved_and_shared_stays_while_it_moves(name, come_upon):
    figure = come_upon(name)
    begins(figure)
    assert figure.state == figure.figure().state()
    link = figure.run(
        "view.root.querySelector('[data-share]').click();"
        " return view.root.querySelector('.lf-link').value;"
    )
    assert link.endswith(f"#figure-{name}")


@pytest.mark.parametrize("name", FIGURES)
def test_with_less_motion_the_end_is_there_at_once(name, come_upon):
    figure = come_upon(name, media={"reduced_motion": "reduce"})
    words, _, moves = shown(figure)
    assert not moves
    figure.page.wait_for_timeout(300)
    assert shown(figure)[0] == words
    figure.run("view.spec.intro.show(view, 1);")
    assert shown(figure)[0] == words


def test_each_waits_until_it_is_seen(open_page):
    page, _ = open_page(built_site.GALLERY, alone="loss_surface")
    page.locator('[data-figure="loss_surface"]').evaluate(
        "(e) => scrollTo({ top: e.getBoundingClientRect().top - innerHeight - 100,"
        " behavior: 'instant' })"
    )
    place = '[data-figure="loss_surface"] .live-figure-place'
    page.wait_for_selector('[data-figure="loss_surface"][data-alive]')
    page.wait_for_timeout(500)
    steps = "(name) => document.querySelector(name).liveFigure.state.steps"
    assert page.evaluate(steps, place) == 0
    page.locator(f"{place} .lf-stage").evaluate(MIDDLE)
    built_site.wait_for(page, f"(name) => ({steps})(name) > 2", place)


@pytest.mark.parametrize("name", ["draw_digit", "loss_surface"])
def test_who_follows_a_link_to_a_state_sees_that_state(name, open_figure):
    page, _, root = open_figure(name)
    page.wait_for_timeout(500)
    assert root.evaluate("(e) => e.parentElement.liveFigure.moves") is False
    assert root.evaluate("(e) => e.parentElement.liveFigure.lent === undefined")


def test_a_digit_is_written_in_strokes_and_the_answer_changes(come_upon):
    figure = come_upon("draw_digit")
    begins(figure)
    answers = set()
    while figure.run("return view.moves;"):
        answers.add(shown(figure)[0].partition(" with")[0])
    assert {"It says 6", "It says 4"} <= answers
    assert shown(figure)[0].startswith("It says 4")
    figure.root.locator(".dd-paper").focus()
    assert shown(figure)[0].startswith("The paper is empty")


def test_the_playground_has_learned_and_goes_on_from_there(come_upon):
    figure = come_upon("playground", media={"reduced_motion": "reduce"})
    status = figure.root.locator(".pg-status")
    assert status.inner_text().startswith("Epoch 100.")
    figure.root.get_by_role("button", name="One epoch").click()
    figure.drawn()
    assert status.inner_text().startswith("Epoch 101.")


def test_the_membrane_fires_as_often_as_at_rest_in_the_picture(come_upon):
    figure = come_upon("integrate_fire")
    begins(figure)
    assert not shown(figure)[0].count("10 spikes in 100 ms")
    built_site.wait_for(
        figure.page,
        "(name) => !document.querySelector(name).liveFigure.moves",
        '[data-figure="integrate_fire"] .live-figure-place',
    )
    assert "Counted: 10 spikes in 100 ms." in shown(figure)[0]
