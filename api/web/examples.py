"""Examples for the home page, made of what the documents hold: each of them finds something."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from search.engine import Engine
from search.language import is_function_word

MOST = 5
_SHORTEST, _LONGEST = 20, 90
_WORDS = 3
_LOOKED_AT = 400
"""Passages looked at, spread over all of them."""
_made: WeakKeyDictionary[Engine, tuple[str, ...]] = WeakKeyDictionary()


def examples(engine: Engine) -> tuple[str, ...]:
    """Up to ``MOST`` searches: who spoke about a talk's subject, short recommendations, and headings."""
    made = _made.get(engine)
    if made is None:
        made = _made[engine] = _make(engine)
    return made


def _make(engine: Engine) -> tuple[str, ...]:
    store = engine.snapshot.store
    talks = [t.title for w in store.workshops() for t in w.talks if t.speaker and len(t.title) <= _LONGEST]
    count = engine.snapshot.manifest.passages
    rows = range(0, count, max(1, count // _LOOKED_AT))
    passages = [p for p in store.passages(rows) if p.label is None and store.document(p.document_id)]
    recommended = [p.text for p in passages if p.kind == "recommendation"]
    headings = [p.heading_path[-1] for p in passages if p.kind == "paper" and p.heading_path]
    found = [f"Who spoke about {title}?" for title in _spread(talks, 1)]
    found += _spread(recommended, 2)
    found += _spread(headings, MOST - len(found))
    return tuple(found)


def _spread(texts: list[str], most: int) -> list[str]:
    """``most`` of the texts that read as a search, each from another part of the library."""
    fit = list(dict.fromkeys(line for text in texts if _fits(line := " ".join(text.split()).rstrip(" .:;"))))
    return fit[:: max(1, len(fit) // most)][:most] if most > 0 else []


def _fits(line: str) -> bool:
    letters = sum(character.isalpha() or character == " " for character in line)
    return (
        _SHORTEST <= len(line) <= _LONGEST
        and len(line.split()) >= _WORDS
        and letters >= 0.92 * len(line)
        and ":" not in line
        # Such a line was cut off.
        and not is_function_word(line.split()[-1])
    )
