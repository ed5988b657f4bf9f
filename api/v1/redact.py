"""Reports as readers may see them: they name files, and never where these lie on the server."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_FILE_URI = re.compile(r"file://[^\s\"'<>#]*/")
_ABSOLUTE = re.compile(r"(?<![\w/.:~%#-])/(?:[^\s/:\"'()<>]+/)+")


def without_places(value: Any, data: Path, roots: Sequence[Path] = ()) -> Any:
    """``value`` (JSON) with every path of the server shortened.

    What lies in ``data`` or one of ``roots`` keeps its place in there, anything else its last part alone.
    """
    known = [(f"{root.resolve()}/", "") for root in roots]
    known += [(f"{data.resolve()}/", ""), (str(data.resolve()), "the data directory")]
    return _redacted(value, [(place, word) for place, word in known if len(place) > 1])


def _redacted(value: Any, known: Sequence[tuple[str, str]]) -> Any:
    if isinstance(value, dict):
        return {key: _redacted(item, known) for key, item in value.items()}
    if isinstance(value, list):
        return [_redacted(item, known) for item in value]
    if not isinstance(value, str):
        return value
    text = _FILE_URI.sub("", value)
    for place, word in known:
        text = text.replace(place, word)
    return _ABSOLUTE.sub("", text)
