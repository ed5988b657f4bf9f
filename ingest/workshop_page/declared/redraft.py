"""A later draft over a file that a person may have corrected: only what nobody corrected is brought up to date.

Three readings are compared: the file as it is, the draft it was made from, and the page as it is read now. The
file's text is edited in place, so that its order, its layout and its comments stay.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.ids import normalise
from corpus.model import Page
from ingest.workshop_page.declared import toml_text
from ingest.workshop_page.declared.model import (
    Declared,
    DeclaredGroup,
    DeclaredItem,
    DeclaredSession,
    DeclaredTalk,
)
from ingest.workshop_page.declared.placing import Finder, short
from ingest.workshop_page.declared.toml_edits import TomlEdits
from ingest.workshop_page.declared.toml_places import Key, Places, places
from ingest.workshop_page.declared.toml_text import MARK, SCALARS, comment, how_sure

_MARKED = re.compile(rf"^[ \t]*{MARK}[^\n]*\n?", re.MULTILINE)
_GONE = "not on the page"


@dataclass(slots=True)
class Redraft:
    """The new text of the file, and sentences on what no longer fits the page."""

    text: str
    notes: list[str] = field(default_factory=list)


def without_marks(text: str) -> str:
    """The text of a file without the comments of an earlier draft. What is quoted over several lines stays."""
    shorter = _MARKED.sub("", text)
    return shorter if tomllib.loads(shorter) == tomllib.loads(text) else text


def redraft(text: str, mine: Declared, base: Declared | None, fresh: Declared, page: Page) -> Redraft:
    """``text`` brought up to date. ``mine`` is what it declares, ``base`` the draft it was made from, if known.

    ``text`` must be free of an earlier draft's comments, see :func:`without_marks`.
    """
    run = _Run(places(text), mine, base, fresh, Finder(page))
    run.facts()
    run.sessions()
    run.groups()
    return Redraft(run.edits.text(), run.notes)


class _Run:
    """Compares the three readings; ``edits`` are those that follow, ``notes`` what a person should know."""

    def __init__(
        self, found: Places, mine: Declared, base: Declared | None, fresh: Declared, finder: Finder
    ) -> None:
        self._places = found
        self._mine = mine
        self._base = base
        self._fresh = fresh
        self._finder = finder
        self.edits = TomlEdits(found)
        self.notes: list[str] = []

    # facts

    def facts(self) -> None:
        """The keys outside all tables."""
        for name in ("saved", *SCALARS, "organizers"):
            mine, fresh = getattr(self._mine, name), getattr(self._fresh, name)
            base = getattr(self._base, name) if self._base else None
            if name not in self._mine.lines:
                if fresh is not None and base is None:
                    self._add_fact(name)
            elif name != "saved" and fresh == mine:
                self.edits.above((name,), comment(self._fresh.lines.get(name, 0), "sure"))
            elif fresh is not None and base == mine:
                self.edits.replace((name,), self._written(name))
            elif name != "saved":
                self._keep(name, fresh, changed=base is not None and base != fresh)

    def _written(self, name: str) -> str:
        value = getattr(self._fresh, name)
        return (
            toml_text.array(map(toml_text.quoted, value)) if isinstance(value, tuple) else toml_text.value(value)
        )

    def _add_fact(self, name: str) -> None:
        lines = toml_text.organizers_lines(self._fresh) if name == "organizers" else None
        if name in SCALARS:
            lines = toml_text.scalar_lines(self._fresh, name)
        ends = [self.edits.line_end(end) for key, (_, end) in self._places.spans.items() if len(key) == 1]
        first_table = min((start for start, _ in self._places.headers), default=len(self._places.text))
        before = [end for end in ends if end <= first_table]
        if lines:
            self.edits.insert(max(before, default=0), lines)

    def _keep(self, name: str, fresh: object, *, changed: bool) -> None:
        says = f"the page says {_shown(fresh)}" if fresh is not None else _GONE
        self.edits.above((name,), f"{MARK} declared by you; {says}")
        if changed:
            self.notes.append(f"{name} is kept as you declared it; {says}.")

    # sessions and talks

    def sessions(self) -> None:
        """Talks that are new on the page are added; those that are no longer on it are kept and named."""
        fresh = self._fresh.sessions or ()
        if self._mine.sessions is None:
            if self._base is None or self._base.sessions is None:
                self.edits.append(toml_text.session_lines(session) for session in fresh)
            return
        known = {normalise(t.title or "") for of in (self._mine, self._base) if of for t in _talks(of)}
        now = {normalise(talk.title or ""): talk for talk in _talks(self._fresh)}
        before = {normalise(talk.title or ""): talk for talk in _talks(self._base)} if self._base else {}
        for at, session in enumerate(self._mine.sessions):
            for place, talk in enumerate(session.talks):
                name = normalise(talk.title or "")
                key = ("sessions", at, "talks", place)
                self._talk(key, talk, now.get(name), before.get(name))
        for session in fresh:
            new = [talk for talk in session.talks if normalise(talk.title or "") not in known]
            self._add_talks(session, new)

    def _talk(self, key: Key, mine: DeclaredTalk, now: DeclaredTalk | None, before: DeclaredTalk | None) -> None:
        if now is None:
            place = self._finder.find(mine.title or "")
            self.edits.above((*key, "title"), f"{MARK} declared by you" if place else f"{MARK} {_GONE}")
            if place is None:
                self.notes.append(f'the talk "{short(mine.title or "")}" is {_GONE}; it is kept.')
            return
        self.edits.above((*key, "title"), comment(now.line, how_sure(now)))
        for name in ("speakers", "moderators", "links"):
            own, new = getattr(mine, name), getattr(now, name)
            old = getattr(before, name) if before else None
            if own == new or (*key, name) not in self._places.spans:
                continue
            if own == old and new:
                write = toml_text.links if name == "links" else toml_text.people
                self.edits.replace((*key, name), write(new))
            elif before is not None and old != new:
                self.notes.append(
                    f'{name} of the talk "{short(mine.title or "")}" are kept; the page says {_shown(new)}.'
                )

    def _add_talks(self, session: DeclaredSession, new: Sequence[DeclaredTalk]) -> None:
        if not new:
            return
        wanted = normalise(session.label)
        mine = self._mine.sessions or ()
        at = next((at for at, each in enumerate(mine) if normalise(each.label) == wanted), None)
        end = self.edits.end_of(("sessions", at)) if at is not None else None
        if end is None:
            self.edits.append([toml_text.session_lines(replace(session, talks=tuple(new)))])
        else:
            self.edits.insert(end, "".join("\n" + toml_text.talk_lines(talk) for talk in new))
        self.notes += [f'the talk "{short(talk.title or "")}" is new on the page and was added.' for talk in new]

    # recommendations

    def groups(self) -> None:
        """As for talks: new ones are added, those that are gone are kept and named."""
        fresh = self._fresh.groups or ()
        if self._mine.groups is None:
            if self._base is None or self._base.groups is None:
                self.edits.append(toml_text.group_lines(group) for group in fresh)
            return
        known = {normalise(i.text) for of in (self._mine, self._base) if of for i in _items(of)}
        now = {normalise(item.text): item for item in _items(self._fresh)}
        for at, group in enumerate(self._mine.groups):
            for place, item in enumerate(group.items):
                self._item(("recommendations", at, "items", place), item, now.get(normalise(item.text)))
        for group in fresh:
            self._add_items(group, [item for item in group.items if normalise(item.text) not in known])

    def _item(self, key: Key, mine: DeclaredItem, now: DeclaredItem | None) -> None:
        if now is not None:
            self.edits.above(key, comment(now.line, "sure"))
        elif self._finder.find(mine.text):
            self.edits.above(key, f"{MARK} declared by you")
        else:
            self.edits.above(key, f"{MARK} {_GONE}")
            self.notes.append(f'the recommendation "{short(mine.text)}" is {_GONE}; it is kept.')

    def _add_items(self, group: DeclaredGroup, new: Sequence[DeclaredItem]) -> None:
        if not new:
            return
        wanted = normalise(group.heading)
        mine = self._mine.groups or ()
        at = next((at for at, each in enumerate(mine) if normalise(each.heading) == wanted), None)
        span = self._places.spans.get(("recommendations", at, "items")) if at is not None else None
        if at is None or span is None:
            self.edits.append([toml_text.group_lines(replace(group, items=tuple(new)))])
        else:
            self._extend(at, span[1] - 1, len(mine[at].items), new)
        self.notes += [f'the recommendation "{short(i.text)}" is new on the page and was added.' for i in new]

    def _extend(self, at: int, bracket: int, count: int, new: Sequence[DeclaredItem]) -> None:
        """Add items before the bracket that ends a list; its last element may lack its comma."""
        text = self._places.text
        after = bracket
        if count:
            end = self._places.spans["recommendations", at, "items", count - 1][1]
            if not _has_comma(text[end:bracket]):
                self.edits.insert(end, ",")
        line_start = text.rfind("\n", 0, bracket) + 1
        own_line = not text[line_start:bracket].strip()
        after = line_start if own_line else bracket
        self.edits.insert(after, ("" if own_line else "\n") + "".join(map(toml_text.item_lines, new)))


def _talks(of: Declared) -> Iterator[DeclaredTalk]:
    for session in of.sessions or ():
        yield from session.talks
    yield from of.talks


def _items(of: Declared) -> Iterator[DeclaredItem]:
    for group in of.groups or ():
        yield from group.items


def _has_comma(text: str) -> bool:
    return "," in re.sub(r"#[^\n]*", "", text)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(_shown(each) for each in value) or "nothing"
    name = getattr(value, "name", None) or getattr(value, "url", None) or value
    return f'"{short(str(name))}"' if name is not None else "nothing"
