"""The recommendations of a section: groups, their headings and addressees, the items verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.model import Extent, Recommendation, RecommendationGroup
from corpus.sentences import sentences
from ingest.workshop_page.parse.addressees import lead_addressees, narrowed, subject_addressees
from ingest.workshop_page.parse.agents import heading_agents
from ingest.workshop_page.parse.agents_in_languages import says_what_to_do
from ingest.workshop_page.parse.asks import asked_in, asks, own_subject
from ingest.workshop_page.parse.declarations import asked_in_list, asks_at_once, is_declaration
from ingest.workshop_page.parse.inline_lists import inline_items, run_on_items
from ingest.workshop_page.parse.leads import (
    asks_nothing,
    concludes_only,
    is_group_heading,
    is_mixed,
    is_over,
    lead_of,
    led_paragraphs,
    shape,
)
from ingest.workshop_page.parse.named_items import (
    named_by_item,
    named_in_brackets,
    named_on_line,
    opens_with_whom,
    without_names,
)
from ingest.workshop_page.parse.parts import Part, heading_text
from ingest.workshop_page.parse.promised import addressed_by, addressee_lines, advice_titles, are_doers
from ingest.workshop_page.parse.responsible import columns_of, row_of
from ingest.workshop_page.parse.rows import Columns
from ingest.workshop_page.parse.statements import Stated, leads_list, recommended_in
from ingest.workshop_page.parse.units import Unit
from ingest.workshop_page.parse.verbs import VERBS
from ingest.workshop_page.read.lines import squash, trim

_ENDED = re.compile(r"[.;:,!?][\"'”’)\]]?$|\band$", re.IGNORECASE)
_LABELLED = re.compile(r"([^:;.]{2,60}):\s")
# "Recommendation 3: …" is a marker spelled out.
_NUMBERED = re.compile(
    r"(?:recommendation|action|proposal)\s*(?:(?:no\.?\s*)?\d{1,3}\s*[:.–—-]|:)\s+(?=\S)", re.IGNORECASE
)
_SAYS_MORE = re.compile(r"[^\W\d_]{4,}")
_GROUP_LEVEL = 4


@dataclass(slots=True)
class _Item:
    extent: Extent
    indent: int
    marked: bool
    addressees: tuple[str, ...]


@dataclass(slots=True)
class _Group:
    """A group being gathered. ``nested`` are the indent and the addressees of a lead within the list, ``over`` the
    shape of its marker where that alone tells it from the items it leads. ``paragraphs`` is how many paragraphs to
    come are items of a lead.
    """

    heading: str
    path: tuple[str, ...]
    start: int
    addressees: tuple[str, ...] = ()
    lead: Extent | None = None
    nested: tuple[int, tuple[str, ...]] | None = None
    over: str = ""
    paragraphs: int = 0
    columns: Columns | None = None
    items: list[_Item] = field(default_factory=list)
    facts: list[Extent] = field(default_factory=list)

    @property
    def is_led(self) -> bool:
        """Whether a sentence or heading has said that what follows is recommended."""
        return bool(self.lead or self.nested or self.addressees)


def parse_recommendations(
    text: str,
    units: Sequence[Unit],
    heading: Unit | None,
    path: tuple[str, ...],
    *,
    beside: bool = False,
    voice: str | None = None,
) -> tuple[list[RecommendationGroup], list[Part]]:
    """The groups among ``units``, and the parts of the page they cover.

    ``path`` are the headings above the groups, that of the section itself last; ``heading`` is the section's own.
    ``beside`` says that the page has other recommendations, so that its key messages may be findings; ``voice`` is
    who speaks for the event.
    """
    own = heading.text if heading else (path[-1] if path else "Recommendations")
    groups = [_Group(own, path, heading.start if heading else (units[0].start if units else 0))]
    groups[0].addressees = heading_agents(heading.text) if heading else ()
    parts: list[Part] = []
    titles = advice_titles(units)
    names_below = addressee_lines(units, titles)
    headings = [unit.text for at, unit in enumerate(units) if at not in titles and is_group_heading(units, at)]
    addressed = dict(zip(headings, addressed_by(headings), strict=True))
    mixed = is_mixed(units, (*path[1:], own))
    for at, unit in enumerate(units):
        group = groups[-1]
        if at in titles:
            _add(text, group, Extent(unit.body, units[titles[at]].end), unit.indent, marked=False)
        elif titles.get(at - 1) == at:
            continue
        elif columns := columns_of(text, unit):
            group.columns, group.paragraphs = columns, 0
            group.facts.append(unit.extent)
        elif group.columns and (row := row_of(text, unit, group.columns)):
            group.items.extend(_Item(extent, unit.indent, True, who or group.addressees) for extent, who in row)
        elif group.items and (who := named_on_line(unit.text)):
            group.items[-1].addressees = who
            group.facts.append(unit.extent)
        elif group.paragraphs:
            group.paragraphs -= 1
            _add(text, group, unit.extent, unit.indent, marked=False)
        elif concludes_only((*group.path[1:], group.heading)) and (stated := _stated_within(text, unit, voice)):
            _take_stated(text, group, unit, stated)
        elif (unit.item or unit.marker) and asks_nothing(
            unit, (*group.path[1:], group.heading), led=group.is_led, beside=beside, mixed=mixed
        ):
            group.facts.append(unit.extent)
        elif is_group_heading(units, at):
            title = heading_text(unit)
            parts.append(Part("heading", unit.whole, path, unit.level or _GROUP_LEVEL))
            groups.append(_Group(title, (*path, title), unit.start, addressed.get(unit.text, ())))
        elif at in names_below:
            parts.append(Part("heading", unit.whole, path, _GROUP_LEVEL))
            whom = heading_agents(f"{unit.text}:") or ((unit.text,) if are_doers(unit.text) else ())
            groups.append(_Group(unit.text, (*path, unit.text), unit.start, whom))
            groups[-1].paragraphs = names_below[at]
        elif (names := lead_of(units, at)) is not None:
            _take_lead(group, unit, names)
            group.over = shape(unit.marker) if unit.marker and is_over(unit, units[at + 1]) else ""
            group.paragraphs = led_paragraphs(units, at)
        elif unit.item or unit.marker:
            if unit.text.endswith((":", "：")) and leads_list(unit.text):
                group.facts.append(unit.extent)  # it announces what stands elsewhere
            else:
                _take_item(text, group, unit)
        elif _goes_on(text, group, unit):
            group.items[-1].extent = Extent(group.items[-1].extent.start, unit.end)
        else:
            _take_paragraph(text, group, unit, voice)
    found: list[RecommendationGroup] = []
    for group in groups:
        items = _joined(text, group.items)
        _name_addressees(text, items)
        found.extend([_finished(group, items)] if items else [])
        parts.extend(_parts(group, items))
    return found, parts


def told_recommendations(
    text: str, units: Sequence[Unit], path: tuple[str, ...], voice: str | None = None
) -> tuple[list[RecommendationGroup], list[Part], list[Unit]]:
    """Recommendations that paragraphs under no heading of their own tell as the event's: "The meeting urged …".

    The groups, the parts their paragraphs fall into, and the units that tell none.
    """
    group = _Group(path[-1] if path else "Recommendations", path, units[0].start if units else 0)
    rest: list[Unit] = []
    declares = is_declaration(units)
    listed = 0
    asked: tuple[str, ...] = ()
    for at, unit in enumerate(units):
        if listed:
            listed -= 1
            group.items.append(_Item(unit.extent, unit.indent, True, asked))
            continue
        stated = [] if unit.level else recommended_in(text, unit.body, unit.end, under_heading=False, voice=voice)
        if declares and asks_at_once(unit.text):
            listed, asked = asked_in_list(units, at)
            if listed:
                group.facts.append(unit.extent)
            else:
                _add(text, group, unit.extent, unit.indent, marked=False)
        elif stated:
            _take_stated(text, group, unit, stated)
        else:
            rest.append(unit)
    found = [_finished(group, group.items)] if group.items else []
    return found, _parts(group, group.items), rest


def _name_addressees(text: str, items: Sequence[_Item]) -> None:
    """Give the items of a list that open with whom they address their addressees."""
    named = named_by_item([squash(text[item.extent.start : item.extent.end]) for item in items])
    for item, names in zip(items, named, strict=True):
        labelled = named_in_brackets(text, item.extent)
        item.addressees = names or labelled or item.addressees
        if names or labelled is not None:
            item.extent = without_names(text, item.extent)


def _parts(group: _Group, items: Sequence[_Item]) -> list[Part]:
    facts = [Part("fact", extent, group.path) for extent in group.facts]
    return facts + [Part("recommendation", item.extent, group.path, addressees=item.addressees) for item in items]


def _finished(group: _Group, items: Sequence[_Item]) -> RecommendationGroup:
    return RecommendationGroup(
        group.heading,
        group.addressees,
        Extent(group.start, items[-1].extent.end),
        group.lead,
        tuple(Recommendation(n, item.extent, item.addressees) for n, item in enumerate(items, 1)),
    )


def _take_lead(group: _Group, unit: Unit, names: tuple[str, ...]) -> None:
    if unit.item or unit.marker:
        group.nested = (unit.indent, names)
    elif group.lead is None and not group.items:
        group.lead, group.addressees = unit.extent, names or group.addressees
    else:
        group.nested = (-1, names)
    group.facts.append(unit.extent)


def _take_item(text: str, group: _Group, unit: Unit) -> None:
    if group.nested and (shape(unit.marker) == group.over if group.over else unit.indent <= group.nested[0]):
        group.nested = None
    last = group.items[-1] if group.items else None
    below_lead = group.nested and (last is None or last.indent <= group.nested[0])
    after_lead = bool(group.facts) and last is not None and group.facts[-1].start > last.extent.end
    if last and last.marked and unit.marker and unit.indent > last.indent and not below_lead and not after_lead:
        # A nested item is part of the one it stands under.
        last.extent = Extent(last.extent.start, unit.end)
        return
    for extent in run_on_items(text, unit.marker, unit.extent):
        _add(text, group, extent, unit.indent, marked=unit.marker is not None)


def _take_paragraph(text: str, group: _Group, unit: Unit, voice: str | None) -> None:
    """A paragraph among recommendations: an inline a) … b) list, a recommendation of its own, or a remark."""
    cuts = inline_items(text, unit.extent)
    if cuts:
        head = Extent(*trim(text, unit.body, cuts[0].start))
        lead = squash(text[unit.body : cuts[0].start])
        opening = re.search(r"[(\w]{0,5}\)\s*$", text[unit.body : cuts[0].start])
        if opening:
            head = Extent(*trim(text, unit.body, unit.body + opening.start()))
            lead = squash(text[head.start : head.end])
        names = lead_addressees(lead + " the following:") or subject_addressees(lead)
        if head.end > head.start:
            group.facts.append(head)
        if not group.items and group.lead is None and head.end > head.start:
            group.lead, group.addressees = head, names or group.addressees
        elif names:
            group.nested = (-1, names)
        for extent in cuts:
            _add(text, group, extent, unit.indent, marked=True)
    elif numbered := _NUMBERED.match(text, unit.body, unit.end):
        _add(text, group, Extent(numbered.end(), unit.end), unit.indent, marked=False)
    elif _is_one(text, group, unit):
        _add(text, group, unit.extent, unit.indent, marked=False)
    else:
        stated = recommended_in(text, unit.body, unit.end, under_heading=True, voice=voice)
        _take_stated(text, group, unit, stated)


def _stated_within(text: str, unit: Unit, voice: str | None) -> list[Stated]:
    """What a numbered paragraph among conclusions asks for behind a sentence that tells what was: "It noted …".

    None where its first sentence asks already, so that the whole is one recommendation.
    """
    first = next(iter(sentences(text, unit.body, unit.end)), (unit.body, unit.end))
    if unit.item or not unit.marker or first[1] == unit.end or asks(squash(text[first[0] : first[1]])):
        return []
    stated = recommended_in(text, unit.body, unit.end, under_heading=True, voice=voice)
    return stated if stated and stated[0].start >= first[1] else []


def _goes_on(text: str, group: _Group, unit: Unit) -> bool:
    """Whether a paragraph stands below a numbered item, set in as its words are, and so is part of it."""
    last = group.items[-1] if group.items else None
    if last is None or not last.marked or unit.indent <= last.indent:
        return False
    column = last.extent.start - text.rfind("\n", 0, last.extent.start) - 1
    return unit.indent == column and not any(fact.start > last.extent.end for fact in group.facts)


def _take_stated(text: str, group: _Group, unit: Unit, stated: Sequence[Stated]) -> None:
    for one in stated:
        # Those a list is addressed to are not those of what is told behind it.
        names = one.addressees or (() if any(item.marked for item in group.items) else group.addressees)
        group.items.append(_Item(Extent(one.start, one.end), unit.indent, False, names))
    group.facts.extend(_around(text, unit, stated))


def _is_one(text: str, group: _Group, unit: Unit) -> bool:
    """Whether a whole paragraph is one recommendation: it begins with an addressee we know, or with what to do."""
    if asks_at_once(unit.text) or says_what_to_do(unit.text, group.heading):
        return True
    if subject_addressees(unit.text) and not any(item.marked for item in group.items):
        return len(recommended_in(text, unit.body, unit.end, under_heading=True)) <= 1
    return opens_with_whom(unit.text) or (
        unit.text.split(None, 1)[0].casefold() in VERBS and unit.text.count(" ") > 1
    )


def _around(text: str, unit: Unit, stated: Sequence[Stated]) -> Iterator[Extent]:
    """What a paragraph says beside the recommendations in it; a mere "and" between two is left out."""
    at = unit.body
    for start, end in [*((one.start, one.end) for one in stated), (unit.end, unit.end)]:
        first, last = trim(text, at, start)
        if not stated or _SAYS_MORE.search(text, first, last):
            yield Extent(first, last)
        at = end


def _add(text: str, group: _Group, extent: Extent, indent: int, *, marked: bool) -> None:
    words = squash(text[extent.start : extent.end])
    # A second sentence over a list does not ask those of the first.
    second = group.nested is not None and group.nested[0] < 0 and group.lead is not None
    above = group.nested[1] if group.nested and (group.nested[1] or second) else group.addressees
    label = _LABELLED.match(words)
    own = (heading_agents(label[1]) if label else ()) or own_subject(words)
    names = own or narrowed(words, above) or subject_addressees(words)
    if not names or (not own and names == subject_addressees(words)):
        asked = asked_in(words)
        # A sentence may go on to ask others.
        names = asked if set(names) <= set(asked) else names
    group.items.append(_Item(extent, indent, marked, names))


def _alike_begun(text: str, one: _Item, other: _Item) -> bool:
    """Whether two items begin with the same word: "to finance …" and "to share …" are two."""
    first, second = (text[item.extent.start : item.extent.end].split(None, 1)[:1] for item in (one, other))
    return first == second


def _joined(text: str, items: Sequence[_Item]) -> list[_Item]:
    """Items, one sentence that was split over two bullets made one again.

    That is an item begun in lower case after one that has no end, in a list whose items begin with capitals.
    """
    capitals = sum(text[item.extent.start].isupper() for item in items)
    joined: list[_Item] = []
    for item in items:
        last = joined[-1] if joined else None
        begun = text[item.extent.start].islower() and not (last and _alike_begun(text, last, item))
        if (
            last
            and begun
            and 2 * capitals > len(items)
            and not _ENDED.search(text[max(last.extent.start, last.extent.end - 20) : last.extent.end])
        ):
            extent = Extent(last.extent.start, item.extent.end)
            joined[-1] = _Item(extent, last.indent, last.marked, last.addressees)
        else:
            joined.append(item)
    return joined
