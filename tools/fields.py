"""Write the live figures' fields for JavaScript: ``python tools/fields.py``.

Each `nnfoundations/figures/fields/NAME.js` comes from the traits in NAME.py. The names
of those that are new or changed are printed.
"""

import argparse

from nnfoundations.figures import FIGURES, declaration


def main() -> None:
    """Write the files of all figures that `nnfoundations.figures` imports."""
    for figure in FIGURES.values():
        path, text = declaration.fields_file(figure), declaration.as_javascript(figure)
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(f"wrote fields/{path.name}")
    print(f"{len(FIGURES)} figures: all those that figures/__init__.py imports")


if __name__ == "__main__":
    argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0]).parse_args()
    main()
