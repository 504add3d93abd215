"""Live figures that fill the screen, and go back to where they were."""

import built_site
import pytest

#: Letters of all that can be seen [px on the screen], the smallest first.
LETTERS = """
const seen = [...root.querySelectorAll("*")].filter((e) => e.checkVisibility()
  && !e.closest(".lf-voice")
  && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
const zoom = Number(root.style.zoom || 1);
return Math.min(...seen.map((e) => zoom * parseFloat(getComputedStyle(e).fontSize)));
"""


def test_it_fills_the_screen_with_letters_for_the_last_row(live):
    live.page.set_viewport_size({"width": 1920, "height": 1080})
    live.drawn()
    live.run("root.scrollIntoView();")  # on a large screen all is larger
    at = live.run("return scrollY;")
    before = live.run("return root.parentElement.offsetHeight;")
    live.run("window.place = root.parentElement;")
    live.root.locator("[data-enlarge]").click()
    live.page.wait_for_timeout(300)
    live.drawn()
    root = live.root
    box = root.evaluate("(root) => root.getBoundingClientRect().toJSON()")
    assert (box["left"], box["top"]) == (0, 0)
    assert box["width"] == pytest.approx(1920, abs=16)
    assert box["height"] == pytest.approx(1080, abs=2)
    assert root.evaluate(f"(root) => {{ {LETTERS} }}") >= 22
    inside = root.evaluate("(root) => root.scrollWidth <= root.clientWidth + 1")
    assert inside
    assert root.evaluate("(root) => root.contains(document.activeElement)")
    live.page.keyboard.press("Escape")
    live.page.wait_for_timeout(300)
    assert root.evaluate("(root) => root.parentElement === window.place")
    assert live.page.locator("dialog[open]").count() == 0
    assert root.evaluate("(root) => document.activeElement.dataset.enlarge") == ""
    live.drawn()
    assert live.run("return root.style.zoom;") == ""
    assert live.run("return root.parentElement.offsetHeight;") == before
    assert abs(live.run("return scrollY;") - at) < 2


def test_enlarged_it_still_hears_where_it_is_touched(open_figure):
    page, _, root = open_figure("integrate_fire", width=1900)
    root.locator("[data-enlarge]").click()
    page.wait_for_timeout(300)
    handle = root.get_by_role("button", name="input current:")
    plot = root.get_by_label("Firing rate against current").bounding_box()
    zoom = float(root.evaluate("(root) => root.style.zoom"))
    assert zoom > 1.5
    box = handle.locator(".lf-dot").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + (plot["width"] - 72 * zoom) / 6, y, steps=4)
    page.mouse.up()
    words = root.locator(".lf-words")
    page.evaluate(built_site.FRAMES)
    assert words.inner_text().startswith("4.0")
    root.get_by_role("button", name="Close", exact=True).click()
    assert built_site.state(root)["current"] == pytest.approx(4, abs=0.06)


def test_from_disk_without_the_right_to_the_screen_it_fills_the_page(browser):
    name = "playground"
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_init_script("delete Element.prototype.requestFullscreen;")
    page = context.new_page()
    page.goto((built_site.HTML / built_site.GALLERY).as_uri() + f"#figure-{name}")
    root = page.locator(f'[data-figure="{name}"] .lf')
    root.wait_for(timeout=20_000)
    root.locator("[data-enlarge]").click()
    page.wait_for_timeout(200)
    box = root.bounding_box()
    assert (box["x"], box["y"]) == (0, 0)
    assert box["width"] == pytest.approx(390, abs=1)
    page.keyboard.press("Escape")
    page.wait_for_timeout(200)
    assert page.locator("dialog[open]").count() == 0
    button = root.locator("[data-enlarge]")
    assert button.evaluate("(e) => e === document.activeElement")
    context.close()
