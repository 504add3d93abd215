"""What brings the live figures to life, and what they leave behind."""

import json

import built_site
import numpy as np
import pytest
from built_site import HTML
from figure_page import OTHER, zipped
from PIL import Image

import stills
from nnfoundations.figures import FIGURES, javascript
from nnfoundations.figures.base import check_state
from notebook_pictures import PIXELS, coarse

KB = 1024
SOME = "integrate_fire"
PAGE = """<!doctype html><html lang="en" data-theme="light"><title>Bare</title>
{style}<style>body {{ margin: 0 }}</style><main>{places}</main>{script}</html>"""
VIEW = "(el) => el.querySelector('.live-figure-place').liveFigure"


@pytest.fixture
def bare(browser, site):
    """Return a function that opens a page with nothing but live figures."""
    context = browser.new_context(viewport={"width": 700, "height": 900})
    gallery = built_site.soup("chapters/figures")
    style = gallery.select_one('link[href*="/site.css"]')
    assert style
    script = gallery.select_one("script[data-modules]")

    def opened(places, before="", answers=None):
        page, visit = built_site.watch(context, site)
        page.add_init_script(before)
        text = PAGE.format(style=style, places=places, script=script)
        page.route(
            "**/chapters/bare.html",
            lambda route: route.fulfill(body=text, content_type="text/html"),
        )
        for pattern, answer in (answers or {}).items():
            page.route(pattern, answer)
        page.goto(f"{site}chapters/bare.html")
        return page, visit

    yield opened
    context.close()


def alive(page, name, count=1):
    """Wait until figures are alive; return the locator of their places."""
    found = page.locator(f'[data-figure="{name}"][data-alive]')
    found.nth(count - 1).scroll_into_view_if_needed()
    return found


@pytest.mark.parametrize("name", FIGURES)
def test_two_of_a_kind_leave_each_other_alone(name, bare):
    page, visit = bare(2 * FIGURES[name].placeholder({}))
    page.locator("[data-figure]").last.scroll_into_view_if_needed()
    first, second = (alive(page, name, 2).nth(i) for i in range(2))
    default = FIGURES[name]().state()
    other = first.evaluate(f"(el) => {{ const view = ({VIEW})(el); {OTHER} }}")
    first.evaluate(f"(el, state) => ({VIEW})(el).set(state)", other)
    page.evaluate(built_site.FRAMES)
    assert first.evaluate(f"(el) => ({VIEW})(el).kept") == other
    assert second.evaluate(f"(el) => ({VIEW})(el).kept") == default
    second.locator("[data-reset]").click()
    assert first.evaluate(f"(el) => ({VIEW})(el).kept") == other
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))
    assert (visit.console, visit.errors) == ([], [])


#: Of what the figures' modules ask for: counts callbacks that run, and keeps what
#: listens or observes beyond the figure.
SPY = """(() => {
  const ours = () => /_static.figures[/]/.test(new Error().stack);
  window.ran = 0;
  window.listening = new Set();
  for (const name of ["requestAnimationFrame", "setTimeout", "setInterval"]) {
    const ask = window[name].bind(window);
    window[name] = (act, ...more) => {
      const count = Number(ours());
      return ask((...given) => {
        window.ran += count;
        return act(...given);
      }, ...more);
    };
  }
  const { addEventListener: add, removeEventListener: drop } = EventTarget.prototype;
  const outside = (at) => at === window || at === document || at === document.body
    || at === document.documentElement || at instanceof MediaQueryList;
  EventTarget.prototype.addEventListener = function (type, act, options) {
    const signal = options?.signal;
    if (ours() && outside(this ?? window) && !signal?.aborted) {
      const entry = { at: this ?? window, type, act };
      listening.add(entry);
      if (signal) add.call(signal, "abort", () => listening.delete(entry));
      if (options?.once) add.call(this ?? window, type, () => listening.delete(entry));
    }
    return add.call(this ?? window, type, act, options);
  };
  EventTarget.prototype.removeEventListener = function (type, act, options) {
    for (const entry of listening)
      if (entry.type === type && entry.act === act) listening.delete(entry);
    return drop.call(this ?? window, type, act, options);
  };
  for (const name of ["ResizeObserver", "MutationObserver", "IntersectionObserver"])
    window[name] = class extends window[name] {
      observe(...given) {
        if (ours()) listening.add(this);
        super.observe(...given);
      }
      disconnect() { listening.delete(this); super.disconnect(); }
    };
})();"""
LISTENING = (
    "() => [...listening].map((x) => x.type ?? x.constructor.name ?? 'observer')"
)


@pytest.mark.parametrize("name", FIGURES)
def test_it_leaves_nothing_behind(name, bare):
    page, visit = bare(FIGURES[name].placeholder({}), before=SPY)
    holder = alive(page, name)
    assert page.evaluate(LISTENING) != []
    holder.evaluate("(el) => el.querySelector('.lf-main')?.click()")
    holder.evaluate(
        f"(el) => {{ const view = ({VIEW})(el); view.say('now');"
        f" view.set((() => {{ {OTHER} }})()); }}"
    )
    built_site.wait_for(page, "ran > 0")
    holder.evaluate(f"(el) => {{ ({VIEW})(el).remove(); window.ran = 0; }}")
    page.wait_for_timeout(500)
    assert (page.evaluate("ran"), page.evaluate(LISTENING)) == (0, [])
    assert page.locator(".lf").count() == 0
    assert (visit.console, visit.errors) == ([], [])


BROKEN = {"throws": "throw new Error('broken');", "is no script": "%%"}


@pytest.mark.parametrize("how", BROKEN)
def test_a_module_that_fails_leaves_the_picture_and_one_message(how, bare):
    place = FIGURES[SOME].placeholder({}, "<p>The still picture.</p>")
    page, visit = bare(
        place,
        answers={
            f"**/{SOME}.js": lambda route: route.fulfill(
                body=BROKEN[how], content_type="text/javascript"
            )
        },
    )
    built_site.wait_for(page, "!document.querySelector('.live-figure-place')")
    page.wait_for_timeout(100)  # no second message follows
    assert page.get_by_text("The still picture.").is_visible()
    (message,) = visit.console
    assert f'The figure "{SOME}" stays a picture' in message
    assert visit.errors == []


def test_modules_load_only_when_the_figure_comes_near(bare):
    gap = '<div style="height: 3000px"></div>'
    page, _ = bare(gap + FIGURES[SOME].placeholder({}))
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(300)
    assert asked == []
    page.evaluate("scrollTo(0, 2500)")
    alive(page, SOME)
    assert any(url.endswith(f"/{SOME}.js") for url in asked)


def test_a_broken_link_is_told_of_when_the_page_opens(open_figure):
    _, visit, figure = open_figure(SOME, query="current=nonsense&t_ref=4")
    assert built_site.state(figure) == FIGURES[SOME](t_ref=4).state()
    notice = figure.locator(".lf-notice").inner_text()
    assert "current: expected a number from 0 to 6" in notice
    assert visit.errors == []


def test_a_shared_link_leads_to_the_figure_itself(open_page):
    *_, lowest = built_site.soup("chapters/figures").select("[data-figure]")
    last = lowest["data-figure"]
    page, _ = open_page(f"{built_site.GALLERY}#figure-{last}?nosuchfield=1")
    page.wait_for_selector(f'[data-figure="{last}"][data-alive]')
    place = page.locator(f'[data-figure="{last}"]')
    in_view = "e => Math.abs(e.getBoundingClientRect().y - 72) < 78"
    for _ in range(100):  # until the figures above have their size
        if place.evaluate(in_view):
            break
        page.wait_for_timeout(100)
    page.wait_for_timeout(100)
    assert place.evaluate(in_view)


def reached(page):
    """Scroll to each figure of a page until it is alive; return their names."""
    names = []
    for place in page.locator("[data-figure]").all():
        name = place.get_attribute("data-figure")
        place.scroll_into_view_if_needed()
        place.locator(".lf-title").wait_for(timeout=30_000)
        names.append(name)
    return names


def placed():
    """Return pairs of a page and a figure that stands on it, as the site has them."""
    return [
        (page, place)
        for page in built_site.PAGES
        for place in built_site.soup(page).select("[data-figure]")
    ]


@pytest.mark.parametrize("page_name", built_site.PAGES)
def test_every_figure_of_a_page_comes_alive(page_name, open_page):
    wanted = [place["data-figure"] for page, place in placed() if page == page_name]
    loads = built_site.soup(page_name).select("script[data-modules]")
    assert len(loads) == bool(wanted)
    if wanted:
        page, visit = open_page(f"{page_name}.html", width=390)
        assert reached(page) == wanted
        assert (visit.console, visit.errors) == ([], [])
        assert (visit.failed, visit.foreign) == ([], [])


def test_pages_hold_valid_states_and_a_picture_of_a_known_size():
    for page, place in placed():
        figure = FIGURES[place["data-figure"]]
        assert check_state(figure, json.loads(place["data-state"])), page
        picture = place.select_one("img")
        assert int(picture["width"]) == stills.WIDTH
        assert int(picture["height"]) > 100
        assert picture["alt"] == figure.title


def test_the_gallery_works_from_a_disk(browser):
    context = browser.new_context()
    page, said = context.new_page(), []
    page.on("console", lambda m: m.type in ("error", "warning") and said.append(m.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((HTML / built_site.GALLERY).as_uri())
    assert set(reached(page)) == set(FIGURES)
    assert said == []
    context.close()


# ---- weights and pictures ----


def served(name):
    """Return the content of a file as the site serves it to figures."""
    (folder,) = (HTML / "_static" / "figures").iterdir()
    return (folder / name).read_bytes()


def test_what_all_figures_share_is_light():
    core = [f"core/{path.name}" for path in (javascript.FOLDER / "core").glob("*.js")]
    folder = next((HTML / "_static" / "figures").iterdir())
    there = [name for name in core if (folder / name).exists()]
    style = javascript.strip_style().encode()
    assert zipped(*map(served, there), style) <= 17 * KB


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_s_own_files_are_light(name):
    needed = javascript.list_dependencies(javascript.find_path(name))
    inside = [path.relative_to(javascript.FOLDER).as_posix() for path in needed]
    beside = [path for path in inside if not path.startswith("core/")]
    data = [file for file in beside if file.endswith("_network.js")]
    own = [file for file in beside if file not in data]
    assert zipped(*map(served, [*own, f"{name}.js"])) <= 12 * KB
    assert zipped(*map(served, data)) <= 80 * KB


@pytest.mark.parametrize("name", FIGURES)
def test_the_still_picture_is_what_the_figure_shows(name, browser):
    mend = f"'make stills NAMES={name}' takes it anew"
    path = stills.FOLDER / f"{name}.webp"
    assert path.exists(), mend
    assert path.stat().st_size <= stills.MOST
    stored, now = Image.open(path).convert("RGB"), stills.take(name, browser)
    assert all(abs(a - b) <= PIXELS for a, b in zip(stored.size, now.size, strict=True))
    assert np.abs(coarse(stored) - coarse(now)).max() < 0.06, mend
