"""Declared recommendations, each at the place on the page where it stands."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import replace

from corpus.ids import normalise
from corpus.model import Extent, Recommendation, RecommendationGroup
from ingest.workshop_page.declared.model import AddresseesCorrection, DeclaredGroup, DeclaredItem
from ingest.workshop_page.declared.overlay import Overlay
from ingest.workshop_page.declared.placing import short
from ingest.workshop_page.parse.parts import Part
from ingest.workshop_page.read.lines import trim


def recommended(work: Overlay) -> None:
    """Put the declared groups of recommendations in place of those of the page."""
    if work.declared.groups is None:
        return
    known = _Known(work)
    groups = tuple(known.group(declared) for declared in work.declared.groups)
    work.workshop = replace(work.workshop, groups=groups)
    plain = []
    for part in work.parsed.parts:
        if id(part) not in known.taken:
            again = part.kind == "recommendation"
            plain.append(replace(part, kind="fact", addressees=()) if again else part)
    work.parsed = replace(work.parsed, parts=tuple(plain))


def readdress(work: Overlay) -> None:
    """Correct who single recommendations, or all of a group, are addressed to."""
    changed: dict[Extent, tuple[str, ...]] = {}
    for correction in work.declared.addressees_corrections:
        groups = tuple(_readdressed(work, group, correction, changed) for group in work.workshop.groups)
        wanted = correction.recommendation or correction.group or ""
        if not any(_meant(work, group, correction) for group in work.workshop.groups):
            what = "recommendation" if correction.recommendation else "group of recommendations"
            work.mention(correction.line, f'there is no {what} "{short(wanted)}"; its addressees are kept here.')
        work.workshop = replace(work.workshop, groups=groups)
    if changed:
        work.claimed = [_told(part, changed) for part in work.claimed]
        work.parsed = replace(work.parsed, parts=tuple(_told(part, changed) for part in work.parsed.parts))


def _meant(work: Overlay, group: RecommendationGroup, by: AddresseesCorrection) -> bool:
    if by.group is not None and normalise(by.group) != normalise(group.heading):
        return False
    return by.recommendation is None or any(_same(work, item, by) for item in group.recommendations)


def _same(work: Overlay, item: Recommendation, by: AddresseesCorrection) -> bool:
    return normalise(work.text(item.extent)) == normalise(by.recommendation or "")


def _readdressed(
    work: Overlay, group: RecommendationGroup, by: AddresseesCorrection, changed: dict[Extent, tuple[str, ...]]
) -> RecommendationGroup:
    if not _meant(work, group, by):
        return group
    items = []
    for item in group.recommendations:
        meant = item.addressees == group.addressees if by.recommendation is None else _same(work, item, by)
        if meant:
            changed[item.extent] = by.addressees
        items.append(replace(item, addressees=by.addressees) if meant else item)
    addressees = by.addressees if by.recommendation is None else group.addressees
    return replace(group, addressees=addressees, recommendations=tuple(items))


def _told(part: Part, changed: dict[Extent, tuple[str, ...]]) -> Part:
    if part.kind != "recommendation" or part.extent not in changed:
        return part
    return replace(part, addressees=changed[part.extent])


class _Known:
    """The recommendations that the page was read to make, each to be taken once."""

    def __init__(self, work: Overlay) -> None:
        self._work = work
        self._groups = list(work.workshop.groups)
        self._items: defaultdict[str, deque[Recommendation]] = defaultdict(deque)
        for group in work.workshop.groups:
            for item in group.recommendations:
                self._items[self._text(item.extent)].append(item)
        self._parts = {p.extent: p for p in work.parsed.parts if p.kind == "recommendation"}
        self._reached = 0
        self.taken: set[int] = set()

    def group(self, declared: DeclaredGroup) -> RecommendationGroup:
        wanted = normalise(declared.heading)
        old = next((group for group in self._groups if normalise(group.heading) == wanted), None)
        if old is not None:
            self._groups.remove(old)
        addressees = (old.addressees if old else ()) if declared.addressees is None else declared.addressees
        items = [
            self._item(item, number, declared, addressees) for number, item in enumerate(declared.items, start=1)
        ]
        extent = old.extent if old else _around([item.extent for item in items])
        return RecommendationGroup(declared.heading, addressees, extent, old.lead if old else None, tuple(items))

    def _item(
        self, declared: DeclaredItem, number: int, group: DeclaredGroup, of_group: tuple[str, ...]
    ) -> Recommendation:
        work = self._work
        same = self._items.get(normalise(declared.text))
        old = same.popleft() if same else None
        extent = old.extent if old else work.finder.find(declared.text, self._reached)
        if extent is None:
            extent = work.own.add(declared.text)
            work.mention(
                declared.line,
                f'the recommendation "{short(declared.text)}" is not on the page; it is kept as declared.',
            )
        elif extent.page == 1:
            self._reached = extent.end
        said = declared.addressees
        inherited = old.addressees if old and group.addressees is None else of_group
        addressees = inherited if said is None else said
        part = self._parts.get(extent)
        path: tuple[str, ...] = (work.title, group.heading)
        if part is not None:
            self.taken.add(id(part))
            path = part.path
        work.claimed.append(Part("recommendation", extent, path, addressees=addressees))
        return Recommendation(number, extent, addressees)

    def _text(self, extent: Extent) -> str:
        text = self._work.parsed.page.text
        return normalise(text[slice(*trim(text, extent.start, extent.end))])


def _around(extents: Sequence[Extent]) -> Extent:
    """From the first to the last of those on the first page that any of them stands on."""
    if not extents:
        return Extent(0, 0)
    page = min(extent.page for extent in extents)
    own = [extent for extent in extents if extent.page == page]
    return Extent(min(extent.start for extent in own), max(extent.end for extent in own), page)
