"""What every panel does: lay out its controls, redraw, keep the result."""

import io
from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets
import matplotlib.pyplot as plt
from IPython.display import display
from matplotlib.figure import Figure

#: Takes the values of the controls by name; returns the picture and its data.
Draw = Callable[..., tuple[Figure, Any]]


def slider(
    text: str, value: float, low: float, high: float, step: float
) -> widgets.FloatSlider:
    """Return a slider with one decimal that reports its value when it is let go."""
    return widgets.FloatSlider(
        value, min=low, max=high, step=step, description=text, readout_format=".1f",
        continuous_update=False,
    )  # fmt: skip


class Panel:
    """Controls above a picture that follows them.

    Parameters
    ----------
    controls : mapping of str to ipywidgets widget
        Each with a description; the names are `draw`'s keyword arguments.
    draw : callable
        ``draw(**values) -> (figure, result)``. The panel closes the figure.
    button : str, optional
        A label such as ``"Train"``: redraw only when this button is pressed,
        for results that take more than a moment.

    Attributes
    ----------
    result : Any
        The data behind the picture that is shown now (what tests look at);
        None if drawing failed.
    png : bytes
        That picture.

    Raises
    ------
    ValueError
        If a control has no description: it could not be named by a screen reader.
    """

    def __init__(
        self, controls: Mapping[str, Any], draw: Draw, button: str | None = None
    ) -> None:
        for name, control in controls.items():
            if not control.description:
                raise ValueError(f"control {name!r}: expected a description, got none.")
        self.controls = dict(controls)
        self.result: Any = None
        self.png = b""
        self._draw = draw
        self.button = widgets.Button(description=button) if button else None
        self.widget = widgets.VBox([self._controls_box(), self._output()])

    def _controls_box(self) -> widgets.VBox:
        rows = list(self.controls.values())
        for control in rows:
            control.style.description_width = "12em"
            control.layout.width = "min(32em, 100%)"
        return widgets.VBox(rows + ([self.button] if self.button else []))

    def _output(self) -> widgets.Output:
        if self.button is None:
            return widgets.interactive_output(self._redraw, self.controls)
        output, button = widgets.Output(), self.button

        def press(_: widgets.Button) -> None:
            button.disabled = True
            try:
                with output:
                    output.clear_output(wait=True)
                    self._redraw(**{k: c.value for k, c in self.controls.items()})
            finally:
                button.disabled = False

        button.on_click(press)
        press(button)
        return output

    def _redraw(self, **values: Any) -> None:
        self.result = None  # if drawing fails, no older result stands for it
        figure, self.result = self._draw(**values)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", bbox_inches="tight")
        self.png = buffer.getvalue()
        display(figure)
        plt.close(figure)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle = dict(self.widget._repr_mimebundle_())
        return bundle | {"image/png": self.png}
