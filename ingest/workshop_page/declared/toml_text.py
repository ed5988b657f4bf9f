"""``workshop.toml`` written: every value as TOML, with what the reader has to say of it as a comment above."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.model import Speaker
from ingest.workshop_page.declared.model import (
    Declared,
    DeclaredGroup,
    DeclaredItem,
    DeclaredLink,
    DeclaredSession,
    DeclaredTalk,
)

MARK = "#:"
"""Begins the reader's own comments, which the next draft writes afresh; all others are the person's."""

SCALARS = ("title", "date_text", "first_day", "last_day", "venue", "city", "country")
_ESCAPED = re.compile('[\x00-\x1f"\\\\\x7f]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_HALF = re.compile("[\ud800-\udfff]")

HEAD = f"""\
# What `workshop-search ingest --draft` understood of the page. Correct what is wrong: this file takes precedence
# over the page. Comments that begin with "{MARK}" are the reader's: the line of the text that an item stands
# on, and how sure the reader was. The next --draft renews them; your corrections and your own comments stay.
# To attach a file to a talk, name it: links = [{{ role = "presentation", file = "papers/a.ppt" }}]
"""


def quoted(text: str) -> str:
    """A text as a TOML string on one line."""
    whole = _HALF.sub("\ufffd", text)
    return '"' + _ESCAPED.sub(lambda m: _ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04x}", whole) + '"'


def value(of: str | datetime.date) -> str:
    """A text or a day as TOML."""
    return of.isoformat() if isinstance(of, datetime.date) else quoted(of)


def array(texts: Iterable[str], indent: str = "") -> str:
    """A list of values already written, each on a line of its own."""
    lines = [f"{indent}  {text},\n" for text in texts]
    return "[\n" + "".join(lines) + indent + "]" if lines else "[]"


def table(fields: Iterable[tuple[str, str | None]]) -> str:
    """An inline table of the fields that say something."""
    return "{ " + ", ".join(f"{name} = {quoted(text)}" for name, text in fields if text) + " }"


def person(of: Speaker) -> str:
    """A speaker: a name alone where nothing more is known."""
    names = ("name", "honorific", "role", "affiliation", "country")
    fields = [(name, getattr(of, name)) for name in names]
    return table(fields) if any(text for _, text in fields[1:]) else quoted(of.name)


def people(of: Sequence[Speaker]) -> str:
    """A list of speakers."""
    return array(person(speaker) for speaker in of)


def link(of: DeclaredLink) -> str:
    """A link. Its file is named by its path within the workshop's folder."""
    return table((("role", of.role), ("label", of.label), ("url", of.url)))


def links(of: Sequence[DeclaredLink]) -> str:
    """A list of links."""
    return array(link(each) for each in of)


def item(of: DeclaredItem) -> str:
    """A recommendation: text alone where its group says who it is for."""
    if of.addressees is None:
        return quoted(of.text)
    names = ", ".join(quoted(name) for name in of.addressees)
    return f"{{ text = {quoted(of.text)}, addressees = [{names}] }}"


def comment(line: int, sure: str) -> str:
    """Where an item stands and how sure the reader was, as a comment."""
    return f"{MARK} line {line}, {sure}" if line else f"{MARK} {sure}"


def how_sure(talk: DeclaredTalk) -> str:
    """How sure the reader can be of a talk: the more of its usual parts were found, the surer."""
    if not talk.speakers:
        return "a guess: no speaker was found" if not talk.links else "likely"
    return "sure" if any(s.affiliation or s.country for s in talk.speakers) or talk.links else "likely"


def scalar_lines(of: Declared, name: str) -> str | None:
    """A key outside all tables with its comment; None where nothing is known."""
    known = getattr(of, name)
    if known is None:
        return None
    sure = "sure" if of.lines.get(name) else "likely"
    return f"{comment(of.lines.get(name, 0), sure)}\n{name} = {value(known)}\n"


def organizers_lines(of: Declared) -> str | None:
    """The key ``organizers`` with its comment."""
    if not of.organizers:
        return None
    names = array(quoted(name) for name in of.organizers)
    return f"{comment(of.lines.get('organizers', 0), 'likely')}\norganizers = {names}\n"


def talk_lines(of: DeclaredTalk) -> str:
    """A talk of a session."""
    text = f"[[sessions.talks]]\n{comment(of.line, how_sure(of))}\ntitle = {quoted(of.title or '')}\n"
    if of.speakers:
        text += f"speakers = {people(of.speakers)}\n"
    if of.moderators:
        text += f"moderators = {people(of.moderators)}\n"
    if of.links:
        text += f"links = {links(of.links)}\n"
    return text


def session_lines(of: DeclaredSession) -> str:
    """A session with all of its talks."""
    text = f"[[sessions]]\n{comment(of.line, 'sure' if of.label else 'a guess')}\n"
    text += f"label = {quoted(of.label)}\n" if of.label else ""
    text += f"title = {quoted(of.title)}\n" if of.title else ""
    text += f"chairs = {people(of.chairs)}\n" if of.chairs else ""
    return text + "".join("\n" + talk_lines(talk) for talk in of.talks)


def item_lines(of: DeclaredItem) -> str:
    """A recommendation within the list of its group."""
    return f"  {comment(of.line, 'sure')}\n  {item(of)},\n"


def group_lines(of: DeclaredGroup) -> str:
    """A group with all of its recommendations."""
    text = f"[[recommendations]]\n{comment(of.line, 'sure' if of.heading else 'likely')}\n"
    text += f"heading = {quoted(of.heading)}\n" if of.heading else ""
    if of.addressees:
        text += f"addressees = [{', '.join(quoted(name) for name in of.addressees)}]\n"
    return text + "items = [\n" + "".join(item_lines(each) for each in of.items) + "]\n"


def whole(of: Declared) -> str:
    """All of a draft as the text of a new file."""
    blocks = [HEAD + "\n" + "".join(_place_lines(of))]
    facts = [scalar_lines(of, name) for name in SCALARS] + [organizers_lines(of)]
    blocks.append("".join(filter(None, facts)))
    blocks += [session_lines(session) for session in of.sessions or ()]
    blocks += [group_lines(group) for group in of.groups or ()]
    return "\n".join(filter(None, blocks))


def _place_lines(of: Declared) -> Iterator[str]:
    if of.url:
        yield f"url = {quoted(of.url)}\n"
    if of.saved:
        yield f"saved = {of.saved.isoformat()}\n"
    if of.page:
        yield f"page = {quoted(of.page.relative_to(of.folder.resolve()).as_posix())}\n"
