"""Kept passages and what became of each: whether it still stands, was reworded, stands elsewhere or is gone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from corpus.errors import InputError, MovedError, NotFoundError
from corpus.model import Document, Passage
from search.engine import Engine
from search.features.citation.reference import Reference, reference
from search.features.quotes.verify import MAX_QUOTE, verify
from search.runtime import check_deadline

MOST_KEPT = 2000
"""Passages in one notebook."""
_MOST_NOTE = 20_000
_MOST_LOOKED_UP = 40
"""Passages that are gone and looked for elsewhere; the others are called gone without that."""

State = Literal["stands", "reworded", "elsewhere", "gone"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A passage as it was kept: its text then, "" if unknown, the title of its document, and a note."""

    id: str
    text: str = ""
    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rechecked:
    """A kept passage now. ``passage``, ``document`` and ``reference`` are None if it is gone."""

    kept: Kept
    state: State
    passage: Passage | None = None
    document: Document | None = None
    reference: Reference | None = None

    @property
    def text(self) -> str:
        """The text to show: as kept, or as it stands if nothing was kept of it."""
        return self.kept.text or (self.passage.text if self.passage else "")


def read_notebook(given: str) -> list[Kept]:
    """Kept passages from JSON: a list of objects with ``id`` and, if known, ``text``, ``title`` and ``note``.

    A passage kept twice counts once. Raises InputError.
    """
    try:
        listed = json.loads(given)
    except (ValueError, RecursionError) as error:
        raise InputError("This is not a notebook. Choose a file that was saved from the page “Kept”.") from error
    if isinstance(listed, dict):
        listed = listed.get("items")
    if not isinstance(listed, list) or not all(isinstance(item, dict) and item.get("id") for item in listed):
        raise InputError("This is not a notebook. Choose a file that was saved from the page “Kept”.")
    if len(listed) > MOST_KEPT:
        raise InputError(f"A notebook holds at most {MOST_KEPT} passages. Remove some.")
    found = {str(item["id"])[:200]: item for item in listed}
    return [
        Kept(name, _line(item, "text", MAX_QUOTE), _line(item, "title", 300), _line(item, "note", _MOST_NOTE))
        for name, item in found.items()
    ]


def write_notebook(items: Iterable[Kept]) -> str:
    """A notebook as :func:`read_notebook` reads it."""
    return json.dumps({"items": [asdict(item) for item in items]}, ensure_ascii=False, indent=1) + "\n"


def recheck(engine: Engine, items: Iterable[Kept], base: str | None) -> list[Rechecked]:
    """What became of each. ``base`` is the public address of this service, for references.

    Raises OverdueError once the deadline has passed.
    """
    lookups = _MOST_LOOKED_UP
    found = []
    for item in items:
        check_deadline()
        passage, state = _by_id(engine, item)
        if passage is None and item.text and lookups:
            lookups -= 1
            verdict = verify(engine, item.text)
            passage, state = (verdict.matches[0].passage, "elsewhere") if verdict.verified else (None, "gone")
        if passage is None:
            found.append(Rechecked(item, "gone"))
        else:
            document = engine.document(passage.document_id)
            found.append(Rechecked(item, state, passage, document, reference(engine, passage.id, base)))
    return found


def _by_id(engine: Engine, item: Kept) -> tuple[Passage | None, State]:
    try:
        passage = engine.passage(item.id)
    except MovedError as error:
        return engine.passage(error.now), "reworded"
    except NotFoundError:
        return None, "gone"
    return passage, "stands" if item.text in ("", passage.text) else "reworded"


def _line(item: dict[str, Any], name: str, most: int) -> str:
    value = item.get(name)
    return value.encode("utf-8", "replace").decode()[:most] if isinstance(value, str) else ""
