"""What is printed cannot do anything to a terminal: titles and texts of documents are strangers' words.

A control character could otherwise set the clipboard, retitle the window or overwrite what stands above.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""All but tab and line feed; with those that turn the direction of writing and would show a name reversed."""


def harmless(text: str) -> str:
    """``text`` with control characters written out: ``\\u001b``, which is also how JSON writes them."""
    return _CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


class HarmlessStream:
    """A text stream that writes what is :func:`harmless`. ``inner`` is the stream itself."""

    def __init__(self, inner: TextIO) -> None:
        self.inner = inner

    def write(self, text: str) -> int:
        """Write it; returns how many characters were given."""
        self.inner.write(harmless(text))
        return len(text)

    def writelines(self, lines: Any) -> None:
        """Write each."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@contextmanager
def harmless_output() -> Iterator[None]:
    """Let standard output and error be harmless within."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (cast(TextIO, HarmlessStream(stream)) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def bare(stream: TextIO) -> TextIO:
    """The stream itself, for what moves the cursor on purpose."""
    return stream.inner if isinstance(stream, HarmlessStream) else stream
