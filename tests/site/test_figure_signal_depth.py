"""Signal through depth on the built site, against the package's numbers."""

import pytest
from built_site import FRAMES, caption, state
from figure_page import field, press

from nnfoundations.networks import signal_propagation


def measured(at):
    sigma = signal_propagation.sigma_of(at["scheme"], at["width"], at["sigma"])
    draws = signal_propagation.draw(at["width"], at["depth"], at["seed"])
    return signal_propagation.measure(draws, sigma, at["activation"])


def shown(value):
    """Return a number as the figure writes it, with a true minus sign."""
    if 0.001 <= value < 1e4:
        return f"{value:.3g}"
    digits, power = f"{value:.1e}".split("e")
    return f"{digits}e{int(power)}".replace("-", "−")


PRESETS = {
    "Reset": ("vanish", "vanish"),
    "Exploding": ("explode", "explode"),
    "ReLU with He": ("keep their size", "keep their size"),
    "ReLU with Xavier": ("vanish", "vanish"),
    "tanh with Xavier": ("shrink", "shrink"),
    "Sigmoid": ("keep their size", "vanish"),
}


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_says_what_the_package_measures(name, open_figure):
    _, _, figure = open_figure("signal_depth")
    press(figure, name)
    layers, shown_words = measured(state(figure)), caption(figure)
    first, last = layers[0], layers[-1]
    there, back = PRESETS[name]
    ends = f"from {shown(first.forward)} to {shown(last.forward)}"
    assert f"Activations {there}: {ends}," in shown_words
    ends = f"from {shown(last.backward)} to {shown(first.backward)}"
    assert f"Gradients, on the way back, {back}: {ends}," in shown_words
    alike = last.spread < 0.01 * last.forward
    assert ("all examples look alike" in shown_words) == alike == (name == "Sigmoid")


def test_every_layer_has_its_mark_and_its_share(open_figure):
    _, _, figure = open_figure("signal_depth")
    figure.page.evaluate(FRAMES)
    for kind in ("blue", "vermilion"):
        dots = figure.locator(f".lf-plot-marks .lf-dot.lf-{kind}").first
        assert dots.get_attribute("d").count("M") == 21
    bars = figure.locator(".lf-sd-bar.lf-purple").get_attribute("d")
    assert bars.count("M") == 20
    idle = max(layer.idle for layer in measured(state(figure)))
    assert f"up to {shown(100 * idle)}\u00a0% of a layer" in caption(figure)


def test_keys_find_the_sigma_that_he_names(open_figure):
    _, _, figure = open_figure("signal_depth")
    slider = field(figure, "sigma")
    for _ in range(19):  # 1.05^19 is about 2.5
        slider.press("ArrowRight")
    he = signal_propagation.sigma_of("he", 32, 1.0)
    assert state(figure)["sigma"] == pytest.approx(he, rel=0.03)
    assert caption(figure).count("keep their size") == 2


def test_sigma_is_free_only_where_its_slider_stands(open_figure):
    _, _, figure = open_figure("signal_depth", query="width=50")
    field(figure, "scheme").select_option("he")
    figure.page.evaluate(FRAMES)
    assert not field(figure, "sigma").is_visible()
    assert "σ = 0.2." in caption(figure)
    field(figure, "scheme").select_option("free")
    figure.page.evaluate(FRAMES)
    assert field(figure, "sigma").is_visible()
    assert state(figure)["sigma"] == 0.2  # it goes on from where the scheme was


def test_another_network_differs_and_comes_back_with_its_seed(open_figure):
    _, _, figure = open_figure("signal_depth")
    before = caption(figure)
    press(figure, "Another network (seed 0)")
    assert state(figure)["seed"] == 1
    assert caption(figure) != before
    assert shown(measured(state(figure))[-1].forward) in caption(figure)


def test_a_tap_shows_how_much_the_examples_differ(open_figure):
    _, _, figure = open_figure("signal_depth", 390, has_touch=True)
    legend = figure.get_by_text("differences between examples", exact=True)
    assert not legend.is_visible()
    field(figure, "spread").tap()
    figure.page.evaluate(FRAMES)
    assert legend.is_visible()
    assert figure.locator(".lf-plot-marks .lf-dot.lf-green").count() == 1


def test_predictions_are_drawn_where_they_are_known(open_figure):
    _, _, figure = open_figure("signal_depth")
    figure.page.evaluate(FRAMES)
    bands = figure.locator(".lf-sd-band")
    assert bands.count() == 2
    assert "= 0.4 per layer" in caption(figure)  # sqrt(32 * 0.1^2 / 2)
    field(figure, "activation").select_option("tanh")
    assert "Predicted" not in caption(figure)
    assert bands.count() == 0
    field(figure, "activation").select_option("identity")
    assert "= 0.566 per layer" in caption(figure)  # sqrt(32 * 0.1^2)
    field(figure, "theory").uncheck()
    assert "Predicted" not in caption(figure)
    assert bands.count() == 0


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sigma=0.01&depth=50&width=16", "below, float32 holds 0"),
        ("sigma=1&depth=50&width=100", "above, float32 overflows"),
    ],
)
def test_the_limits_of_float32_are_marked(query, said, open_figure):
    _, _, figure = open_figure("signal_depth")
    assert figure.get_by_text("float32").count() == 0
    _, _, figure = open_figure("signal_depth", query=f'{query}&activation="identity"')
    figure.page.evaluate(FRAMES)
    assert figure.get_by_text(said).is_visible()


def test_what_lies_below_the_axis_is_named(open_figure):
    query = "sigma=0.01&depth=50&width=16"
    _, _, figure = open_figure("signal_depth", query=query)
    assert "is below 1e−60" in caption(figure)
    dots = figure.locator(".lf-plot-marks .lf-dot.lf-blue").first.get_attribute("d")
    layers = measured(state(figure))
    assert dots.count("M") == sum(layer.forward >= 1e-60 for layer in layers) < 51
