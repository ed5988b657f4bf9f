# ruff: noqa: E501 (what is declared stands on one line)
"""What a person declared takes precedence over the page, and what does not fit the page is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.workshop_page.declared.apply import apply_declared, without_page
from ingest.workshop_page.declared.model import Declared
from ingest.workshop_page.declared.reader import read_declared
from ingest.workshop_page.parse.page import ParsedPage
from ingest.workshop_page.passages import passages_of_workshop

HEAD = 'url = "http://a.example/w"\nsaved = 2026-11-23\n'
NOTES = "Meeting notes\n\nWho lends to firms in parks?\n\nWe spoke of loans.\n\nSigned by nobody.\n"
SEMINAR = """Regional Seminar on Harbours

Date and Venue
3-5 May 2007, Testville, Indonesia

Details of the Technical Sessions

Technical Session I
Dredging for Small Ports - Ms. Ana Li, Director, Bank of Testland, Indonesia
View Presentation
Cranes and Tides - Mr. Bo Ray, Professor, University of Testville, Indonesia

Recommendations Arising Out of the Technical Sessions

(a) Ports
  • Governments should dredge every year.
  • Ports should publish their tariffs.

Registration Form
Send your name to the secretariat.
"""


@pytest.fixture
def declare(tmp_path: Path, parse_text: Callable[[str], ParsedPage]) -> Callable[..., ParsedPage]:
    """``declare(page, toml)``: the page as it stands under what is declared."""

    def apply(page: str | None, toml: str) -> ParsedPage:
        declared = write(tmp_path, page, toml)
        parsed = without_page(declared) if page is None else parse_text(page)
        return apply_declared(declared, parsed, "d1")

    return apply


def write(folder: Path, page: str | None, toml: str) -> Declared:
    home = folder / "meeting"
    home.mkdir(exist_ok=True)
    (home / "workshop.toml").write_text(toml, encoding="utf-8")
    if page is not None:
        (home / "page.txt").write_text(page, encoding="utf-8")
    return read_declared(home)


def texts(parsed: ParsedPage) -> dict[str, str]:
    """The texts of all passages with their kinds."""
    return {passage.text: passage.kind for passage in passages_of_workshop(parsed, "d1")}


def test_a_page_without_any_structure_is_a_workshop_once_it_is_declared(
    declare: Callable[..., ParsedPage],
) -> None:
    parsed = declare(NOTES, HEAD)
    assert parsed.workshop is not None
    assert set(texts(parsed).values()) == {"fact"}


def test_the_declared_title_heads_every_passage_and_its_context(declare: Callable[..., ParsedPage]) -> None:
    for page in (NOTES, SEMINAR):
        parsed = declare(page, HEAD + 'title = "Meeting on Park Finance"\n')
        passages = passages_of_workshop(parsed, "d1")
        assert {passage.heading_path[0] for passage in passages} == {"Meeting on Park Finance"}
        assert all("Meeting on Park Finance" in passage.context for passage in passages)


def test_a_title_that_is_the_pages_own_changes_no_context(
    declare: Callable[..., ParsedPage], parse_text: Callable[[str], ParsedPage]
) -> None:
    plain = passages_of_workshop(parse_text(SEMINAR), "d1")
    declared = passages_of_workshop(declare(SEMINAR, HEAD + 'title = "Regional Seminar on Harbours"\n'), "d1")
    assert [passage.context for passage in plain] == [passage.context for passage in declared]


def test_declared_facts_win(declare: Callable[..., ParsedPage]) -> None:
    toml = (
        'first_day = 2008-06-01\nvenue = "Port Hall, Suva, Fiji"\ncity = "Suva"\norganizers = ["Harbour Board"]\n'
    )
    workshop = declare(SEMINAR, HEAD + toml).workshop
    assert workshop is not None
    assert (workshop.first_day, workshop.last_day, workshop.date_text) == ("2008-06-01", "2008-06-01", None)
    assert (workshop.venue, workshop.city, workshop.country) == ("Port Hall, Suva, Fiji", "Suva", "Fiji")
    assert workshop.organizers == ("Harbour Board",)


def test_what_is_not_on_the_page_is_named_with_its_line_and_can_be_found(
    declare: Callable[..., ParsedPage],
) -> None:
    parsed = declare(SEMINAR, HEAD + 'venue = "Port Hall, Suva"\n')
    assert parsed.notes == (
        'workshop.toml, line 3: "Port Hall, Suva" is not on the page; it is kept as declared.',
    )
    assert texts(parsed)["Where the workshop was held: Port Hall, Suva"] == "fact"
    assert {passage.page for passage in passages_of_workshop(parsed, "d1")} == {1, 2}


def test_passages_of_declared_text_are_slices_of_their_page(declare: Callable[..., ParsedPage]) -> None:
    toml = '[[talks]]\ntitle = "A Talk of the Person"\nspeakers = ["Eve Example"]\n'
    parsed = declare(SEMINAR, HEAD + toml)
    pages = {page.number: page.text for page in parsed.pages}
    for passage in passages_of_workshop(parsed, "d1"):
        assert pages[passage.page][passage.start : passage.end] == passage.text


def test_declared_talks_are_found_where_they_stand(declare: Callable[..., ParsedPage]) -> None:
    toml = (
        '[[sessions]]\nlabel = "Session 1"\n[[sessions.talks]]\ntitle = "Who lends to firms  in parks?"\n'
        'speakers = [{ name = "Ana Example", affiliation = "Ministry of Trade", country = "Fiji" }]\n'
    )
    parsed = declare(NOTES, HEAD + toml)
    assert parsed.workshop is not None
    (talk,) = parsed.workshop.talks
    assert parsed.page.text[talk.extent.start : talk.extent.end] == "Who lends to firms in parks?"
    assert (talk.speaker, talk.affiliation, talk.country) == ("Ana Example", "Ministry of Trade", "Fiji")
    assert texts(parsed)["Who lends to firms in parks?"] == "talk"
    assert any("line 5" in note and "Ana Example" in note for note in parsed.notes)


def test_a_talk_that_is_nowhere_on_the_page_is_kept_and_named(declare: Callable[..., ParsedPage]) -> None:
    parsed = declare(NOTES, HEAD + '\n[[talks]]\ntitle = "Tides and Taxes"\nspeakers = ["Eve Example"]\n')
    assert texts(parsed)["Tides and Taxes - Eve Example"] == "talk"
    note = 'workshop.toml, line 4: the talk "Tides and Taxes" is not on the page; it is kept as declared.'
    assert note in parsed.notes


def test_one_talk_can_be_corrected_by_its_number_and_the_others_stay(declare: Callable[..., ParsedPage]) -> None:
    parsed = declare(
        SEMINAR, HEAD + '[[talks]]\ntalk = 2\nspeakers = [{ name = "Bo Raymond", country = "Samoa" }]\n'
    )
    assert parsed.workshop is not None
    first, second = parsed.workshop.talks
    assert (first.speaker, second.title) == ("Ana Li", "Cranes and Tides")
    assert (second.speaker, second.country, second.affiliation) == ("Bo Raymond", "Samoa", None)


def test_a_talk_to_correct_that_is_not_there_is_named(declare: Callable[..., ParsedPage]) -> None:
    parsed = declare(SEMINAR, HEAD + "[[talks]]\ntalk = 7\nspeakers = []\n")
    assert "workshop.toml, line 3: the page has no talk 7." in parsed.notes


def test_declared_sessions_replace_those_of_the_page(declare: Callable[..., ParsedPage]) -> None:
    toml = (
        '[[sessions]]\nlabel = "Ports"\nchairs = ["Eve Example"]\n[[sessions.talks]]\ntitle = "Cranes and Tides"\n'
    )
    parsed = declare(SEMINAR, HEAD + toml)
    assert parsed.workshop is not None
    (session,) = parsed.workshop.sessions
    assert (session.label, [chair.name for chair in session.chairs]) == ("Ports", ["Eve Example"])
    assert [(talk.position, talk.title, talk.speaker) for talk in session.talks] == [
        (1, "Cranes and Tides", "Bo Ray")
    ]
    found = texts(parsed)
    dropped = next(text for text in found if text.startswith("Dredging for Small Ports"))
    assert found[dropped] == "fact"


def test_declared_recommendations_replace_those_of_the_page(declare: Callable[..., ParsedPage]) -> None:
    toml = (
        '[[recommendations]]\nheading = "For ports"\naddressees = ["Ports"]\nitems = [\n'
        '  "Ports should publish their tariffs.",\n'
        '  { text = "We spoke of loans to nobody.", addressees = ["Banks"] },\n]\n'
    )
    parsed = declare(SEMINAR, HEAD + toml)
    assert parsed.workshop is not None
    (group,) = parsed.workshop.groups
    assert [item.addressees for item in group.recommendations] == [("Ports",), ("Banks",)]
    found = [p for p in passages_of_workshop(parsed, "d1") if p.kind == "recommendation"]
    assert [(p.page, p.text, p.addressees) for p in found] == [
        (1, "Ports should publish their tariffs.", ("Ports",)),
        (2, "We spoke of loans to nobody.", ("Banks",)),
    ]
    assert any("line 8" in note for note in parsed.notes)


def test_a_section_that_is_left_out_becomes_no_passage(declare: Callable[..., ParsedPage]) -> None:
    parsed = declare(SEMINAR, HEAD + 'leave_out = ["(a) ports", "Nothing of the kind"]\n')
    assert not any("tariffs" in text for text in texts(parsed))
    assert parsed.workshop is not None
    assert parsed.workshop.groups == () or all("tariffs" not in g.heading for g in parsed.workshop.groups)
    assert 'workshop.toml, line 3: there is no section "Nothing of the kind" to leave out.' in parsed.notes


def test_a_session_that_is_left_out_takes_its_talks_along(declare: Callable[..., ParsedPage]) -> None:
    parsed = declare(SEMINAR, HEAD + 'leave_out = ["Technical Session I"]\n')
    assert parsed.workshop is not None
    assert parsed.workshop.talks == ()
    assert not any("Cranes" in text for text in texts(parsed))
    assert any("dredge every year" in text for text in texts(parsed))


def test_a_workshop_without_a_page_is_what_was_declared_of_it(declare: Callable[..., ParsedPage]) -> None:
    toml = (
        'title = "Meeting on Tides"\nfirst_day = 2012-01-02\nlast_day = 2012-01-03\nvenue = "Suva, Fiji"\n'
        '[[sessions]]\nlabel = "Session 1"\n[[sessions.talks]]\ntitle = "Tides"\n'
        'speakers = [{ name = "Ana Example", country = "Fiji" }]\n'
        '[[recommendations]]\nheading = "For ports"\nitems = ["Measure the tides."]\n'
    )
    parsed = declare(None, toml)
    assert parsed.notes == ()
    assert parsed.workshop is not None
    assert (parsed.workshop.title, parsed.workshop.first_day) == ("Meeting on Tides", "2012-01-02")
    found = texts(parsed)
    assert found["Tides - Ana Example, Fiji"] == "talk"
    assert found["Measure the tides."] == "recommendation"
    assert found["When the workshop was held: 2012-01-02 to 2012-01-03"] == "fact"
    assert {page.number for page in parsed.pages} == {1}


def test_declared_links_are_the_talks_papers(declare: Callable[..., ParsedPage]) -> None:
    toml = (
        '[[talks]]\ntalk = "Cranes and Tides"\n'
        'links = [{ url = "cranes.pdf", label = "Slides" }, { role = "white paper", url = "http://b.example/c.pdf" }]\n'
    )
    parsed = declare(SEMINAR, HEAD + toml)
    assert parsed.workshop is not None
    papers = parsed.workshop.talks[1].papers
    assert [(paper.role, paper.url) for paper in papers] == [
        ("presentation", "http://a.example/cranes.pdf"),
        ("white paper", "http://b.example/c.pdf"),
    ]


def test_nothing_declared_leaves_the_tracked_page_as_it_is(from_text: ParsedPage, page_file: Path) -> None:
    applied = apply_declared(read_declared(page_file.parent), from_text, from_text.workshop.document_id)  # type: ignore[union-attr]
    assert applied == from_text
