"""What every live figure is in Python: a widget whose traits are its state."""

import functools
import html
import json
import math
from typing import Any, ClassVar

import anywidget
from traitlets import Float, TraitError, Unicode

from nnfoundations import checks
from nnfoundations.figures import javascript

_joined = functools.cache(javascript.join)


@functools.cache
def _style() -> str:
    return javascript.STYLE.read_text("utf-8")


class Number(Float):
    """A finite number within bounds; traitlets' own bounds let NaN pass."""

    def validate(self, obj: Any, value: Any) -> float:
        """Return the number; raise TraitError if it is none of these."""
        number = super().validate(obj, value)
        if not math.isfinite(number):
            self.error(obj, value)
        return number


class LiveFigure(anywidget.AnyWidget):
    """A figure that moves on a page without a kernel, and as a widget in Jupyter.

    Subclasses name their JavaScript file and declare their state as traits with
    ``.tag(sync=True)``; also ``restarts=True`` if a change of it starts anew what the
    figure trains or counts. `declaration` writes them down for the JavaScript. A static
    page reads the state from the HTML beside the widget.

    Parameters
    ----------
    **state
        Values of the figure's traits.

    Attributes
    ----------
    name : str
        That of the JavaScript file, without its ending.
    title : str
        What stands above the figure.
    description : str
        What the figure shows, for readers who cannot see or move it.

    Raises
    ------
    TypeError
        If a name is not among the figure's traits; the message lists them.
    traitlets.TraitError
        If a value is not what the trait may hold.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    description: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if not (path := javascript.find_path(cls.name)).is_file():
            problem = f"{cls.__name__}: expected its JavaScript, got no file {path}"
            raise FileNotFoundError(f"{problem}. Write that file first.")
        super().__init_subclass__(**kwargs)

    def __init__(self, **state: Any) -> None:
        known = self.fields()
        if unknown := sorted(set(state) - set(known)):
            wanted = f"traits among {', '.join(known)}"
            name = type(self).__name__
            raise TypeError(checks.complaint(name, wanted, ", ".join(unknown)))
        if not self.has_trait("_esm"):
            self.add_traits(
                _esm=Unicode(_joined(self.name)).tag(sync=True),
                _css=Unicode(_style()).tag(sync=True),
            )
        super().__init__(**state)

    @classmethod
    def fields(cls) -> list[str]:
        """Return the names of the traits that make up the state, sorted."""
        inherited = set(LiveFigure.class_trait_names())
        own = cls.class_traits(sync=True)
        return [name for name in own if name not in inherited and name[0] != "_"]

    def state(self) -> dict[str, Any]:
        """Return the state as JSON can hold it."""
        return {name: getattr(self, name) for name in self.fields()}

    @classmethod
    def placeholder(cls, state: dict[str, Any], inside: str = "") -> str:
        """Return the HTML that the site's loader brings to life.

        Parameters
        ----------
        state : dict
            Values of some or all traits.
        inside : str
            HTML to show until then; the description in a paragraph by default.
        """
        text = html.escape(json.dumps(state, sort_keys=True))
        inside = inside or f"<p>{html.escape(f'{cls.title}. {cls.description}')}</p>"
        attributes = f'data-figure="{cls.name}" data-state="{text}"'
        return f'<div class="live-figure" {attributes}>{inside}</div>'

    def __repr__(self) -> str:
        """Return the call that makes this figure."""
        state = ", ".join(f"{k}={v!r}" for k, v in self.state().items())
        return f"{type(self).__name__}({state})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        page = {"text/html": self.placeholder(self.state())}
        return data | page, metadata


def check_state(figure: type[LiveFigure], state: dict[str, Any]) -> dict[str, Any]:
    """Return the whole state of a figure of which some fields are given.

    Raises
    ------
    ValueError
        If a field is unknown or holds what it may not.
    """
    try:
        return figure(**state).state()
    except (TraitError, TypeError) as error:
        raise ValueError(f"{figure.name}: {error}") from None
