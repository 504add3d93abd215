"""What the tests that hold for every live figure share."""

import gzip
import io
from dataclasses import dataclass
from typing import Any

import built_site
import numpy as np
from PIL import Image

import node
from nnfoundations.figures import FIGURES

#: WCAG 2.2 AA with all that came before, and what axe calls best practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = """async ([within, rules]) => {
  const { violations } = await axe.run(within, { runOnly: rules });
  return violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`);
}"""

#: A state that differs from the default in each field where another value is known.
OTHER = """
const presets = Object.values(view.spec.presets).map((p) => p.state);
const other = (name, f) => {
  const middle = ((f.min ?? 0) + (f.max ?? 0) + f.default) / 3;
  const near = [middle, Math.round(middle), f.max, f.min];
  const more = [...(f.choices ?? []), !f.default, ...presets.map((p) => p[name])];
  const differs = (v) => JSON.stringify(v) !== JSON.stringify(f.default);
  return [...near, ...more].find((v) => f.fits(v) && differs(v)) ?? f.default;
};
const fields = Object.entries(view.spec.fields);
return Object.fromEntries(fields.map(([name, f]) => [name, other(name, f)]));
"""


def axe_violations(page, within="html"):
    """Return what axe-core finds wrong in a part of a page."""
    if not page.evaluate("'axe' in window"):
        # not a script element: the page's policy forbids it
        page.evaluate((node.packages() / "axe-core" / "axe.min.js").read_text("utf-8"))
    return page.evaluate(AXE, [within, RULES])


def press(figure, name, times=1, **options):
    """Press a figure's button; `force` presses one that does nothing at present."""
    for _ in range(times):
        figure.get_by_role("button", name=name, exact=True).click(**options)
    figure.page.evaluate(built_site.FRAMES)


def field(figure, name):
    """Return what sets a field of the figure's state."""
    return figure.locator(f'[data-field="{name}"]')


def notice(figure):
    """Return the note below a figure."""
    return figure.locator(".lf-notice").inner_text()


def handle(figure, name):
    """Return the handle whose label begins so."""
    return figure.locator(f'.lf-handle[aria-label^="{name}"]')


def middle(locator):
    """Return the middle of an element on the screen."""
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def spot(box, x, y, spans, left=58):
    """Return the place on the screen of a point, given a plot's box and its spans."""
    (x_low, x_high), (y_low, y_high) = spans
    right, upper, lower = box["width"] - 14, 12, box["height"] - 46
    across, up = (x - x_low) / (x_high - x_low), (y - y_low) / (y_high - y_low)
    return (
        box["x"] + left + across * (right - left),
        box["y"] + lower - up * (lower - upper),
    )


def stroke(page, first, *places, steps=1):
    """Move the mouse, pressed, from a place on the screen to others."""
    page.mouse.move(*first)
    page.mouse.down()
    for place in places:
        page.mouse.move(*place, steps=steps)
    page.mouse.up()
    page.evaluate(built_site.FRAMES)


def drag(grip, where):
    """Drag a handle with the mouse; `where` says where to, given where it is."""
    grip.scroll_into_view_if_needed()
    grip.page.evaluate(built_site.FRAMES)
    start = middle(grip.locator(".lf-dot"))
    stroke(grip.page, start, where(*start), steps=5)


def touch(page, *places):
    """Put a finger on a place on the screen, move it to the others and lift it."""
    session = page.context.new_cdp_session(page)
    kinds = ["touchStart", *["touchMove"] * (len(places) - 1), "touchEnd"]
    for kind, place in zip(kinds, [*places, None], strict=True):
        points = [dict(zip("xy", place, strict=True))] if place else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.evaluate(built_site.FRAMES)


def zipped(*contents):
    """Return how many bytes texts weigh, each compressed by itself."""
    return sum(len(gzip.compress(content, 9)) for content in contents)


@dataclass
class Live:
    """A live figure on the gallery's page, and what its visit recorded."""

    name: str
    page: Any
    visit: Any
    root: Any
    #: Pictures of the stage, some time apart, before anything was pressed.
    untouched: tuple[Any, ...] = ()

    @property
    def figure(self):
        """Return the class in Python."""
        return FIGURES[self.name]

    @property
    def state(self):
        """Return the state as the page has it."""
        return built_site.state(self.root)

    @property
    def notice(self):
        """Return the note below the figure."""
        return notice(self.root)

    def run(self, body, argument=None):
        """Run JavaScript with `root`, `view` and `argument`; return what it returns."""
        view = "const view = root.parentElement.liveFigure;"
        script = f"async (root, argument) => {{ {view} {body} }}"
        return self.root.evaluate(script, argument)

    def set(self, state):
        """Set fields, and wait until that is drawn."""
        self.run("view.set(argument);", state)
        self.drawn()

    def drawn(self):
        """Wait until what has been asked for is drawn."""
        self.page.evaluate(built_site.FRAMES)

    def resize(self, width):
        """Make the window this wide [px]."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.drawn()
        self.drawn()  # the observer of the size first asks for the frame

    def dress(self, **media):
        """Set the colour scheme, the medium, the wish for less motion."""
        self.page.emulate_media(**media)
        self.drawn()

    def open(self, query):
        """Follow a shared link on the page itself."""
        self.page.evaluate(
            "async (hash) => { history.replaceState(null, '', '#none');"
            " const heard = new Promise((r) => addEventListener('hashchange', r,"
            " { once: true })); location.hash = hash; await heard; }",
            f"figure-{self.name}?{query}",
        )
        self.drawn()

    def restore(self):
        """Bring back the first state of figure and window; forget what was recorded."""
        media = {"color_scheme": "light", "media": "screen"}
        self.page.emulate_media(**media, reduced_motion="no-preference")
        self.resize(1280)
        self.run("view.reset(); root.scrollIntoView();")
        self.drawn()

    def picture(self):
        """Return the stage as it looks, (height, width, 3), from 0 to 1."""
        shot = self.root.locator(".lf-stage").screenshot()
        return np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")) / 255

    def watch(self, milliseconds=400):
        """Return two pictures of the stage, so long apart."""
        first = self.picture()
        self.page.wait_for_timeout(milliseconds)
        return first, self.picture()

    def assert_silent(self):
        """See that nothing was said, went wrong or was asked of others."""
        visit = self.visit
        assert (visit.console, visit.errors, visit.failed) == ([], [], [])
        assert visit.foreign == []
