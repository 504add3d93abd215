"""The live figure in which a trained network reads what is drawn."""

from typing import Any

from traitlets import Bool, Int, List, TraitError, validate

from nnfoundations.figures.base import LiveFigure

_SIDE = 48  # points of the paper


class DrawDigit(LiveFigure):
    """The network that the notebook mlp_scratch trained reads a drawing.

    The page brings the ink to the size, place and thickness of the training digits
    (`nnfoundations.figures.handwriting`), counts it in 8 x 8 blocks and computes the
    answer from the weights that the notebook exported
    (`nnfoundations.figures.digit_network`).

    Parameters
    ----------
    image : int
        Number of the held-out image on the paper, 0 to 359; -1 for none.
    ink : list of int
        What is drawn if there is no such image: empty, or 48 rows from the top, each
        the sum of 2**c over the inked columns c.
    pen : int
        Width of the pen [points], 2 to 8; the paper is 48 points wide.
    eraser : bool
        Whether the pen erases.
    unit : int
        The hidden unit looked at, 0 to 255; -1 for the one that does most for the
        answer.
    """

    name = "draw_digit"
    title = "Draw a digit: the trained network reads it"
    description = (
        "Left, a sheet of paper with a handwritten 3. Right, what the network sees of"
        " it, 8 by 8 pixels from white to black; its 256 hidden units, some of them"
        " active; and the incoming weights of the unit that does most for the answer."
        " Below, a table with the probability and the logit of each digit: nearly all"
        " of the probability goes to 3."
    )

    image = Int(-1, min=-1, max=359).tag(sync=True)
    ink = List(
        Int(min=0, max=2**_SIDE - 1),
        maxlen=_SIDE,
        help="no rows or 48 whole numbers below 2^48",
    ).tag(sync=True)
    pen = Int(4, min=2, max=8).tag(sync=True)
    eraser = Bool(False).tag(sync=True)
    unit = Int(-1, min=-1, max=255).tag(sync=True)

    @validate("ink")
    def _whole_paper(self, proposal: Any) -> list[int]:
        rows: list[int] = proposal["value"]
        if len(rows) not in (0, _SIDE):
            raise TraitError(f"ink: expected no or {_SIDE} rows, got {len(rows)}.")
        return rows
