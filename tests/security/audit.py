"""Known vulnerabilities of the pinned versions, by pip-audit; says so where its database is out of reach."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from pathlib import Path
from subprocess import call

PROBE = "https://pypi.org/pypi/pip/24.0/json"
"""A release that is there for good, of the very feed pip-audit asks. Mirrors often serve packages without it."""


def reachable(url: str = PROBE) -> bool:
    """Whether the database answers."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def main(constraints: Path, url: str = PROBE) -> int:
    """pip-audit's exit code; 0 where nothing could be asked."""
    if not reachable(url):
        print(f"not audited: {url} cannot be had from here.")
        return 0
    options = ("--strict", "--disable-pip", "--no-deps", "--progress-spinner", "off")
    return call([sys.executable, "-m", "pip_audit", *options, "-r", str(constraints)])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
