"""Ask doi.org whether each DOI in references.bib exists: ``python tools/dois.py``.

A publisher's page often refuses programs, so following a DOI to its end would
cry wolf. That doi.org knows the number is what a typing error would break.
"""

import argparse
import sys
import time
from pathlib import Path

import requests
from pybtex.database import parse_file

ROOT = Path(__file__).resolve().parent.parent
#: Answers 200 for a DOI that is registered and 404 for one that is not.
RESOLVER = "https://doi.org/api/handles/"
TRIES, PAUSE, TIMEOUT = 3, 5.0, 20.0  # number, s, s


def dois(path: Path = ROOT / "references.bib") -> dict[str, str]:
    """Return the DOIs of a bibliography by the keys of its entries."""
    entries = parse_file(str(path)).entries
    return {k: e.fields["doi"] for k, e in entries.items() if "doi" in e.fields}


def exists(doi: str, resolver: str = RESOLVER) -> bool:
    """Say whether a DOI is registered.

    Raises
    ------
    ConnectionError
        If the resolver gives no clear answer after three tries.
    """
    said = ""
    for attempt in range(TRIES):
        time.sleep(PAUSE if attempt else 0)
        try:
            status = requests.get(resolver + doi, timeout=TIMEOUT).status_code
        except requests.RequestException as error:
            said = str(error)
            continue
        if status in (200, 404):
            return status == 200
        said = f"status {status}"
    raise ConnectionError(f"{doi}: expected an answer from {resolver}, got {said}.")


def main() -> int:
    """Print the DOIs that nobody has registered; return 1 if there are any."""
    found = dois()
    unknown = {key: doi for key, doi in found.items() if not exists(doi)}
    for key, doi in unknown.items():
        print(f"references.bib, {key}: no such DOI: {doi}")
    print(f"{len(found) - len(unknown)} of {len(found)} DOIs are registered.")
    return 1 if unknown else 0


if __name__ == "__main__":
    argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0]).parse_args()
    sys.exit(main())
