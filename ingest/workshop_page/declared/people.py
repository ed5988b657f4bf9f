"""What a talk says of its speakers and links, in the words that ``workshop.toml`` declares them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.model import LinkedPaper, PaperRole, Speaker, Talk, TalkLink
from ingest.workshop_page.declared.model import DeclaredLink
from ingest.workshop_page.parse.links import NO_TARGET, NOT_FETCHED, paper_role


def speakers_of(talk: Talk) -> tuple[Speaker, ...]:
    """The speakers of a talk, also of one read before speakers were kept apart."""
    if talk.speakers or talk.speaker is None:
        return talk.speakers
    return (Speaker(talk.speaker, talk.honorific, talk.role, talk.affiliation, talk.country),)


def with_speakers(talk: Talk, speakers: Sequence[Speaker]) -> Talk:
    """The talk given by these speakers; it says of itself what is said of all of them alike."""
    if tuple(speakers) == speakers_of(talk):
        return talk

    def shared(name: str) -> str | None:
        values = {getattr(speaker, name) for speaker in speakers}
        return values.pop() if len(values) == 1 else None

    return replace(
        talk,
        speaker=", ".join(speaker.name for speaker in speakers) or None,
        honorific=shared("honorific"),
        role=shared("role"),
        affiliation=shared("affiliation"),
        country=shared("country"),
        speakers=tuple(speakers),
    )


def links_of(talk: Talk) -> tuple[DeclaredLink, ...]:
    """All that a talk links to, each address once; papers whose address the page lost come last."""
    roles = {paper.url: paper.role for paper in reversed(talk.papers) if paper.url}
    labels = {paper.url: paper.label for paper in reversed(talk.papers) if paper.url}
    labels |= {link.url: link.label for link in reversed(talk.links)}
    order = dict.fromkeys([*(p.url for p in talk.papers if p.url), *(link.url for link in talk.links)])
    known = [DeclaredLink(roles.get(url), labels[url], url) for url in order]
    lost = [DeclaredLink(paper.role, paper.label) for paper in talk.papers if not paper.url]
    return (*known, *lost)


def with_links(talk: Talk, links: Sequence[DeclaredLink]) -> Talk:
    """The talk with these links in place of its own; those with a role, or that look like a paper, are papers."""
    if [_plain(link) for link in links] == [_plain(link) for link in links_of(talk)]:
        return talk
    papers = []
    for link in links:
        role = link.role or paper_role(link.label, link.url or (link.file.name if link.file else None))
        if role is None:
            continue
        known = next((paper for paper in talk.papers if (paper.role, paper.url) == (role, link.url)), None)
        papers.append(known or _paper(role, link))
    targets = tuple(TalkLink(link.url, link.label) for link in links if link.url)
    return replace(talk, papers=tuple(papers), links=targets)


def _paper(role: PaperRole, link: DeclaredLink) -> LinkedPaper:
    return LinkedPaper(role, link.label or role, link.url, reason=NOT_FETCHED if link.url else NO_TARGET)


def _plain(link: DeclaredLink) -> tuple[object, ...]:
    return (link.role, " ".join(link.label.split()), link.url, link.file)
