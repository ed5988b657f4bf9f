# ruff: noqa: E501 (lines of pages are as long as they are)
"""Facts and recommendations in layouts of all sorts: days over days, wrapped text, numbered leads, menus with heads."""

from __future__ import annotations

import pytest

from corpus.model import Workshop
from ingest.workshop_page.parse.page import ParsedPage, parse_workshop_page
from ingest.workshop_page.passages import passages_of_workshop
from ingest.workshop_page.read.page import read_page

URL = "http://events.example/2015/page"
TALKS = "<h2>Session 1</h2><p>On ports - Dr. Ana Example, Head, Port Office, Fiji</p>"
TEXT = "The harbours of the coast were mapped by forty people in two years, and their maps are free."


def read(text: str, name: str = "page.html") -> ParsedPage:
    if name.endswith(".html") and "<html" not in text:
        text = f"<html><body>{text}</body></html>"
    return parse_workshop_page(read_page(text.encode(), name=name, url=URL), "page", URL)


def workshop(text: str, name: str = "page.html") -> Workshop:
    parsed = read(text, name)
    assert parsed.workshop is not None, parsed.notes
    return parsed.workshop


def recommended(text: str, name: str = "page.html") -> list[tuple[str, tuple[str, ...]]]:
    parsed = read(text, name)
    assert parsed.workshop is not None, parsed.notes
    return [
        (
            " ".join(parsed.page.text[item.extent.start : item.extent.end].split()),
            item.addressees or group.addressees,
        )
        for group in parsed.workshop.groups
        for item in group.recommendations
    ]


def passages(text: str) -> str:
    return "\n".join(passage.text for passage in passages_of_workshop(read(text), "d" * 16))


@pytest.mark.parametrize(
    "html",
    [
        "<h1>Workshop on Ports</h1><h3>Monday, May 12, 2015</h3><p>Talks.</p><h3>Tuesday, May 13, 2015</h3><p>Talks.</p>",
        "<h1>Workshop on Ports</h1><table><tr><th colspan=2>Day 1: 12 May 2015</th></tr><tr><td>9:00</td><td>Talks</td></tr></table>"
        "<table><tr><th colspan=2>Day 2: 13 May 2015</th></tr><tr><td>9:00</td><td>Talks</td></tr></table>",
        "<h1>Workshop on Ports</h1><p>On May 12-13, 2015, the Port Committee is holding a workshop on ports with forty people.</p>",
    ],
)  # fmt: skip
def test_an_event_lasts_over_all_days_the_page_names_as_its_own(html: str) -> None:
    found = workshop(html + TALKS)
    assert (found.first_day, found.last_day) == ("2015-05-12", "2015-05-13")


def test_days_a_week_after_the_event_are_not_its_own() -> None:
    found = workshop(
        f"<h1>Workshop on Ports</h1><h3>May 12, 2015</h3>{TALKS}<h3>May 22, 2015</h3><p>Papers due.</p>"
    )
    assert found.last_day == "2015-05-12"


def test_front_matter_tells_days_and_a_listed_place() -> None:
    text = '---\ntitle: "Workshop on Ports"\neventdate: "05/12/2015 - 05/14/2015"\nlocation:\n  - "Suva, Fiji"\n---\n\nTalks on ports.\n'
    found = workshop(text, "page.md")
    assert (found.first_day, found.last_day, found.city, found.country) == (
        "2015-05-12",
        "2015-05-14",
        "Suva",
        "Fiji",
    )


def test_who_holds_the_event_is_its_organizer() -> None:
    html = "<h1>Workshop on Fast Ports</h1><p>On 12 May 2015, the Port Committee is holding a workshop on fast ports.</p>"
    assert workshop(html).organizers == ("Port Committee",)


def test_the_printed_title_goes_before_a_shorter_one_in_the_head() -> None:
    html = "<html><title>Port workshop : Documents</title><p><b>Port Workshop on Safe<br>and Clean Harbours</b></p><p>Suva, Fiji, 12 May 2015</p></html>"
    assert read(html).title == "Port Workshop on Safe and Clean Harbours"


def test_the_first_of_many_equal_headings_is_no_title() -> None:
    assert not read("".join(f"<h2>On {what}</h2><p>{TEXT}</p>" for what in ("ports", "ships", "maps"))).titled


def test_preformatted_lines_wrapped_by_hand_are_one_recommendation() -> None:
    text = """<pre>
WORKSHOP ON SAFE PORTS
Suva, Fiji, 12 May 2015

RECOMMENDATIONS

   (1) Governments may consider (i) a register of all the small
       harbours of the coast, (ii) lower fees for the charts, and
       (iii) loans for new cranes.

   (2) Port offices should appoint one harbour master for each of
       the twenty harbours on the coast of the island.
</pre>"""
    assert recommended(text) == [
        ("Governments may consider (i) a register of all the small harbours of the coast, (ii) lower fees for the charts, and (iii) loans for new cranes.", ("Governments",)),
        ("Port offices should appoint one harbour master for each of the twenty harbours on the coast of the island.", ("Port offices",)),
    ]  # fmt: skip


HEAD = "<h1>Workshop on Ports</h1><p>12-14 May 2015, Suva, Fiji</p><h2>Conclusions and recommendations</h2>"


def test_a_numbered_paragraph_leads_the_lettered_list_below_it() -> None:
    html = (
        "<p>4. The Workshop agreed that few ports are mapped.</p><p>5. The Workshop recommended that governments:</p>"
        "<p>a) map their ports;</p><p>b) train pilots.</p><p>6. The Workshop invited the Port Office to print charts.</p>"
    )
    found = recommended(HEAD + html)
    assert found == [
        ("map their ports;", ("Governments",)),
        ("train pilots.", ("Governments",)),
        ("The Workshop invited the Port Office to print charts.", ("Port Office",)),
    ]


def test_clauses_share_the_subject_of_the_first() -> None:
    html = "<p>The workshop recommended that port authorities publish their charts; train pilots; and report wrecks.</p>"
    assert recommended(HEAD + html) == [
        (text, ("port authorities",)) for text in ("publish their charts", "train pilots", "report wrecks.")
    ]


def test_links_to_documents_are_no_recommendations() -> None:
    html = '<ul><li>Map the ports.</li></ul><ul><li><a href="list.pdf">List of participants</a></li></ul>'
    assert [text for text, _ in recommended(HEAD + html)] == ["Map the ports."]


@pytest.mark.parametrize(
    "html",
    [
        "".join(f'<p><a href="/{year}">PORTS {year}</a></p>' for year in range(2006, 2011)),
        '<div id="book-navigation-3"><a href="/1">PORTS 2006</a> <a href="/up">up</a></div>',
        '<table><tr><td><b>PORTS 2006</b><br><a href="i.html">Announcement</a><br><a href="a.html">Agenda</a><br><a href="p.html">Practical information</a></td></tr></table>'.replace("PORTS 2006", "The PORTS seminar"),
        '<div class="related"><h2>Related content</h2><a href="/x">PORTS in Suva</a></div>',
    ],
)  # fmt: skip
def test_menus_of_other_pages_are_in_no_passage(html: str) -> None:
    text = passages(f"<h1>Workshop on Harbours</h1><p>12 May 2015, Suva, Fiji</p><p>{TEXT}</p>{html}")
    assert "PORTS" not in text
    assert TEXT in text


def test_a_notice_between_title_and_date_is_in_no_passage() -> None:
    text = passages(
        f"<h1>Workshop on Harbours</h1><p>Last updated: 3 June 2015</p><p>12 May 2015, Suva, Fiji</p><p>{TEXT}</p>"
    )
    assert "Last updated" not in text
    assert "12 May 2015" in text
