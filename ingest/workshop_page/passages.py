"""The parts of a workshop page as passages, each with the context it is embedded under."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from corpus import ids
from corpus.model import Kind, Passage, Session, Talk, Workshop
from ingest.workshop_page.lines import trim
from ingest.workshop_page.parse import ParsedPage
from ingest.workshop_page.parts import Part

Split = Callable[[str, int, int], list[tuple[int, int]]]
"""Cuts ``text[start:end]`` into pieces an encoder can read: ``(start, end)`` of each within ``text``, in order.
Together they must hold everything but white space."""

_PATH_SEPARATOR = " › "


def whole(_text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A :data:`Split` that leaves everything in one piece."""
    return [(start, end)]


def passages_of_workshop(
    parsed: ParsedPage, document_id: str, split: Split = whole, *, without_structure: Kind = "paper"
) -> tuple[Passage, ...]:
    """All readable text of a page as passages, in page order.

    Recommendations, talks, session headings and discussion points are one passage each; facts are cut by ``split``.
    The site's navigation is labelled "boilerplate", its buttons and masthead are left out. A heading no passage
    stands under is a passage itself. ``country`` is the speaker's for a talk, the venue's for all else. Passages of a
    page without workshop structure are of kind ``without_structure`` and name no workshop.
    """
    shown = {text for part in parsed.parts if part.kind != "heading" for text in part.path}
    seen: Counter[str] = Counter()
    passages: list[Passage] = []
    for part in parsed.parts:
        if part.kind == "furniture" or (part.kind == "heading" and _heading(parsed, part) in shown):
            continue
        for start, end in _pieces(parsed.page.text, part, split):
            text = parsed.page.text[start:end]
            key = ids.normalise(text)
            passages.append(
                _passage(parsed, part, document_id, start, end, seen[key], len(passages), without_structure)
            )
            seen[key] += 1
    return tuple(passages)


def _heading(parsed: ParsedPage, part: Part) -> str:
    return " ".join(parsed.page.text[part.extent.start : part.extent.end].split())


def _pieces(text: str, part: Part, split: Split) -> Iterable[tuple[int, int]]:
    start, end = trim(text, part.extent.start, part.extent.end)
    if part.kind not in ("fact", "boilerplate"):
        return [(start, end)] if end > start else []
    return [piece for a, b in split(text, start, end) if (piece := trim(text, a, b))[1] > piece[0]]


def _passage(
    parsed: ParsedPage, part: Part, document_id: str, start: int, end: int, repeat: int, ordinal: int, plain: Kind
) -> Passage:
    workshop = parsed.workshop
    text = parsed.page.text[start:end]
    talk = workshop.talks[part.talk - 1] if workshop and part.talk else None
    kind: Kind = plain
    if workshop:
        kind = _KINDS.get(part.kind, "fact")
    return Passage(
        id=ids.passage_id(document_id, text, repeat),
        document_id=document_id,
        kind=kind,
        page=parsed.page.number,
        page_label=parsed.page.label,
        start=start,
        end=end,
        text=text,
        heading_path=part.path,
        context=_context(part, workshop, talk),
        workshop=workshop.slug if workshop else None,
        session=part.session,
        talk=talk.title if talk else None,
        speaker=talk.speaker if talk else None,
        country=talk.country if talk else workshop.country if workshop else None,
        year=workshop.year if workshop else None,
        addressees=part.addressees,
        label="boilerplate" if part.kind == "boilerplate" else None,
        ordinal=ordinal,
    )


_KINDS: dict[str, Kind] = {
    "recommendation": "recommendation",
    "talk": "talk",
    "session": "session",
    "discussion": "session",
}


def _context(part: Part, workshop: Workshop | None, talk: Talk | None) -> str:
    """The headings above a passage, then what it is, in few words."""
    session = (
        next((s for s in workshop.sessions if s.label == part.session), None)
        if workshop and part.session
        else None
    )
    lines = [_PATH_SEPARATOR.join(part.path)]
    if session and session.title and part.kind != "session":
        lines[0] += f": {session.title}"
    lines.append(_said_of(part, session, talk))
    return "\n".join(line for line in lines if line)


def _said_of(part: Part, session: Session | None, talk: Talk | None) -> str:
    if talk:
        return _said_of_talk(talk)
    if part.kind == "recommendation":
        return f"Recommendation to: {'; '.join(part.addressees)}." if part.addressees else "Recommendation."
    if part.kind == "session":
        count = len(session.talks) if session else 0
        return f"Session with {count} talk{'' if count == 1 else 's'}." if count else "Session."
    return "Point of discussion." if part.kind == "discussion" else part.note


def _said_of_talk(talk: Talk) -> str:
    fields = (
        ("Speaker", talk.speaker),
        ("Role", talk.role),
        ("Affiliation", talk.affiliation),
        ("Country", talk.country),
    )
    said = " ".join(f"{name}: {value}." for name, value in fields if value)
    roles = {paper.role for paper in talk.papers}
    has = {
        (True, True): "Has a presentation and a white paper.",
        (True, False): "Has a presentation, no white paper.",
        (False, True): "Has a white paper, no presentation.",
        (False, False): "Has neither presentation nor white paper.",
    }[("presentation" in roles, "white paper" in roles)]
    return f"Talk. {said} {has}"
