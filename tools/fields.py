"""Write the live figures' fields for JavaScript: ``python tools/fields.py``.

Each `nnfoundations/figures/fields/NAME.js` comes from the traits in NAME.py.
"""

import argparse

from nnfoundations.figures import FIGURES, declaration


def main() -> None:
    """Write all files."""
    for figure in FIGURES.values():
        text = declaration.as_javascript(figure)
        declaration.fields_file(figure).write_text(text, "utf-8")


if __name__ == "__main__":
    argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0]).parse_args()
    main()
