"""The book itself, read: its contents, its pages, their running text.

For the extensions, tools and tests; no reader of the course needs it, and the wheel of
`nnfoundations` leaves it out.
"""

from pathlib import Path

#: The folder that holds ``_config.yml`` and ``_toc.yml``.
ROOT = Path(__file__).resolve().parents[2]
