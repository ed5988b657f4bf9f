"""A draft says what was understood; a later one keeps a person's corrections and says what no longer fits."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.workshop_page.declared.apply import apply_declared
from ingest.workshop_page.declared.draft import draft_of
from ingest.workshop_page.declared.model import Declared
from ingest.workshop_page.declared.reader import read_declared
from ingest.workshop_page.declared.redraft import Redraft, redraft, without_marks
from ingest.workshop_page.declared.toml_text import whole
from ingest.workshop_page.parse.page import ParsedPage, parse_workshop_page
from ingest.workshop_page.read.html import read_html
from ingest.workshop_page.read.text import read_text

PAGE = """Regional Seminar on Harbours

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
  • Publish the tariffs of all ports.
"""
URL = "http://a.example/w"


def drafted(parsed: ParsedPage, folder: Path) -> Declared:
    folder.mkdir(exist_ok=True)
    page = (folder / "page.txt").resolve()
    page.write_text(parsed.page.text, encoding="utf-8")
    return draft_of(parsed, folder, folder.name, page, URL, datetime.date(2026, 11, 23))


def same_again(parsed: ParsedPage, folder: Path) -> ParsedPage:
    """The page under its own draft."""
    text = whole(drafted(parsed, folder))
    (folder / "workshop.toml").write_text(text, encoding="utf-8")
    assert parsed.workshop is not None
    return apply_declared(read_declared(folder), parsed, parsed.workshop.document_id)


def test_a_draft_read_again_gives_the_tracked_workshop(tracked: ParsedPage, tmp_path: Path) -> None:
    again = same_again(tracked, tmp_path / "w")
    assert tracked.workshop is not None
    assert again.workshop is not None
    assert again.workshop.sessions == tracked.workshop.sessions
    assert again.workshop.groups == tracked.workshop.groups
    assert again.parts == tracked.parts
    assert again.notes == ()


_NAMES = st.sampled_from(["Ana Li", "Bo Ray", "Cy O'Day", "José Muñoz", 'Di "Dee" Fox'])
_TITLES = st.sampled_from(["Dredging", "Cranes \\ Tides", "Dredging", "A “quoted” title", "Ports: past & future"])
_COUNTRIES = st.sampled_from(["Fiji", "Indonesia", "Samoa"])


@st.composite
def _programmes(draw: st.DrawFn) -> str:
    lines = [
        "Regional Workshop on Harbours",
        "",
        "3-5 May 2007, Suva, Fiji",
        "",
        "Details of the Technical Sessions",
    ]
    for number in range(draw(st.integers(1, 3))):
        lines += ["", f"Technical Session {'I' * (number + 1)}"]
        for _ in range(draw(st.integers(1, 4))):
            title, name, country = draw(_TITLES), draw(_NAMES), draw(_COUNTRIES)
            lines += [f"{title} - Dr. {name}, Director, Port Authority, {country}"]
            lines += draw(st.sampled_from([[], ["View Presentation"], ["View Presentation | View White Paper"]]))
    lines += ["", "Recommendations", "", "Governments may consider the following:"]
    items = draw(
        st.lists(st.sampled_from(["Dredge.", "Measure the tides;", "APCTT should train pilots."]), min_size=1)
    )
    return "\n".join([*lines, *(f"  • {item}" for item in items), ""])


@settings(max_examples=60, deadline=None)
@given(_programmes())
def test_a_draft_read_again_gives_the_same_workshop(text: str) -> None:
    parsed = parse_workshop_page(read_text(text), "w", URL, "d1")
    if parsed.workshop is None:
        return
    with TemporaryDirectory() as folder:
        again = same_again(parsed, Path(folder, "w"))
    assert again.workshop == parsed.workshop
    assert again.parts == parsed.parts


def test_a_draft_of_html_keeps_speakers_and_links(tmp_path: Path) -> None:
    html = (
        "<h1>Workshop on Harbours</h1><p>12-14 May 2015, Suva, Fiji</p><h2>Technical Session I</h2>"
        "<p>Dredging - Dr. Ana Li, Director, Port Authority, Fiji <a href='a b.pdf'>Paper</a></p>"
        "<p>Cranes - Mr. Bo Ray, Director, Port Authority, Samoa <a href='b.ppt'>Slides</a></p>"
    )
    parsed = parse_workshop_page(read_html(html, URL), "w", URL, "d1")
    assert parsed.workshop is not None
    assert len(parsed.workshop.papers) == 2
    assert same_again(parsed, tmp_path / "w").workshop == parsed.workshop


def test_every_item_of_a_draft_has_its_line(parse_text: Callable[[str], ParsedPage], tmp_path: Path) -> None:
    text = whole(drafted(parse_text(PAGE), tmp_path / "w"))
    lines = text.splitlines()
    for title, line in (("Dredging for Small Ports", 9), ("Cranes and Tides", 11)):
        at = lines.index(f'title = "{title}"')
        assert lines[at - 1] == f"#: line {line}, sure"
    at = next(at for at, line in enumerate(lines) if "Publish the tariffs of all ports." in line)
    assert lines[at - 1] == "  #: line 17, sure"


@dataclass
class Again:
    """A folder with a draft of ``PAGE``, to be edited and drafted again."""

    folder: Path
    parse: Callable[[str], ParsedPage]

    def __post_init__(self) -> None:
        self.base = drafted(self.parse(PAGE), self.folder)
        self.text = whole(self.base)

    def edit(self, old: str, new: str) -> None:
        assert old in self.text
        self.text = self.text.replace(old, new, 1)

    def run(self, page: str) -> Redraft:
        parsed = self.parse(page)
        plain = without_marks(self.text)
        mine = read_declared(self.folder, text=plain)
        result = redraft(plain, mine, self.base, drafted(parsed, self.folder), parsed.page)
        read_declared(self.folder, text=result.text)  # it can still be read
        self.text = result.text
        return result


@pytest.fixture
def again(parse_text: Callable[[str], ParsedPage], tmp_path: Path) -> Again:
    return Again(tmp_path / "w", parse_text)


def test_a_draft_of_an_unchanged_page_changes_nothing(again: Again) -> None:
    before = read_declared(again.folder, text=again.text)
    result = again.run(PAGE)
    assert result.notes == []
    assert read_declared(again.folder, text=result.text) == before
    assert again.run(PAGE).text == result.text


def test_corrections_and_comments_stay_when_the_page_changes(again: Again) -> None:
    again.edit('name = "Ana Li"', 'name = "Ana Lee"')
    again.edit('venue = "', '# asked the secretariat\nvenue = "Port Hall, ')
    result = again.run(
        PAGE.replace("Ms. Ana Li, Director", "Ms. Ana Li, Head").replace("Testville, Ind", "Elsewhere, Ind")
    )
    assert 'name = "Ana Lee"' in result.text
    assert "# asked the secretariat\n" in result.text
    assert 'venue = "Port Hall, ' in result.text
    assert any("speakers" in note and "Dredging" in note for note in result.notes)
    assert any(note.startswith("venue is kept as you declared it") for note in result.notes)


def test_what_nobody_corrected_follows_the_page(again: Again) -> None:
    result = again.run(PAGE.replace("3-5 May 2007", "4-6 May 2007").replace("Mr. Bo Ray", "Mr. Bo Raymond"))
    declared = read_declared(again.folder, text=result.text)
    assert declared.first_day == datetime.date(2007, 5, 4)
    assert declared.sessions is not None
    assert declared.sessions[0].talks[1].speakers is not None
    assert declared.sessions[0].talks[1].speakers[0].name == "Bo Raymond"


def test_a_talk_that_is_new_on_the_page_is_added_to_its_session(again: Again) -> None:
    line = "Quays for All - Ms. Di Fox, Head, Harbour Board, Fiji\n"
    result = again.run(PAGE.replace("\nRecommendations Arising", f"{line}\nRecommendations Arising"))
    declared = read_declared(again.folder, text=result.text)
    assert declared.sessions is not None
    assert [talk.title for talk in declared.sessions[0].talks] == [
        "Dredging for Small Ports",
        "Cranes and Tides",
        "Quays for All",
    ]
    assert 'the talk "Quays for All" is new on the page and was added.' in result.notes


def test_a_talk_that_a_person_took_out_stays_out(again: Again) -> None:
    start = again.text.index("[[sessions.talks]]", again.text.index("Dredging"))
    end = again.text.index("[[recommendations]]")
    again.text = again.text[:start] + again.text[end:]
    result = again.run(PAGE)
    assert "Cranes and Tides" not in result.text


def test_a_talk_that_is_gone_from_the_page_is_kept_and_named(again: Again) -> None:
    result = again.run("\n".join(line for line in PAGE.splitlines() if "Cranes" not in line))
    assert '#: not on the page\ntitle = "Cranes and Tides"' in result.text
    assert 'the talk "Cranes and Tides" is not on the page; it is kept.' in result.notes


def test_a_new_recommendation_joins_its_group_whatever_the_commas(again: Again) -> None:
    bracket = again.text.rindex("]")
    assert again.text[:bracket].endswith(",\n")
    again.text = again.text[: bracket - 2] + "  # checked\n" + again.text[bracket:]
    result = again.run(PAGE + "  • Pilots should be trained.\n")
    declared = read_declared(again.folder, text=result.text)
    assert declared.groups is not None
    assert [item.text for item in declared.groups[-1].items][-2:] == [
        "Publish the tariffs of all ports.",
        "Pilots should be trained.",
    ]
    assert "# checked" in result.text


def test_marks_within_a_text_are_no_comments() -> None:
    text = 'title = """\n#: no comment\n"""\n'
    assert without_marks(text) == text
