# ruff: noqa: E501 (lines of pages are as long as they are)
"""What a programme says beside titles and names: sessions, chairs, links, repeated talks, unreadable programmes."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from corpus.errors import InputError
from corpus.model import Workshop
from ingest.workshop_page.parse.page import ParsedPage
from ingest.workshop_page.parse.programme.unread import BY_SCRIPT, IN_PICTURE
from ingest.workshop_page.read.page import read_page

Parse = Callable[[str], ParsedPage]

TWO_TALKS = """<h2>Session 1: Soil</h2><p>Chair: Dan Model (Radio Corp)</p>
<p><b>Terraces and erosion</b> <a href="t.pdf">[paper]</a> <a href="t.ppt">[slides]</a> <a href="v.html">[video]</a><br>
Ana Sample, Ben Muster (Hill University)</p>
<p><b>Goats in the forest</b> <a href="g.pdf">[paper]</a><br>Carla Beispiel (Forest Agency, Nepal)</p>"""


def workshop_of(parsed: ParsedPage) -> Workshop:
    assert parsed.workshop is not None
    return parsed.workshop


def test_a_session_has_its_label_title_and_chair(parse_html: Parse) -> None:
    session = workshop_of(parse_html(TWO_TALKS)).sessions[0]
    assert (session.label, session.title) == ("Session 1", "Soil")
    assert [chair.name for chair in session.chairs] == ["Dan Model"]


def test_a_talk_keeps_all_its_links_and_tells_papers_from_slides(parse_html: Parse) -> None:
    talk = workshop_of(parse_html(TWO_TALKS)).talks[0]
    assert [link.label for link in talk.links] == ["[paper]", "[slides]", "[video]"]
    assert [paper.role for paper in talk.papers] == ["white paper", "presentation"]


def test_speakers_are_named_together_and_one_by_one(parse_html: Parse) -> None:
    first, second = workshop_of(parse_html(TWO_TALKS)).talks
    assert first.speaker == "Ana Sample, Ben Muster"
    assert [speaker.affiliation for speaker in first.speakers] == ["Hill University", "Hill University"]
    assert (second.affiliation, second.country) == ("Forest Agency", "Nepal")


def test_the_text_of_a_talk_is_its_place_on_the_page(parse_html: Parse) -> None:
    parsed = parse_html(TWO_TALKS)
    talk = workshop_of(parsed).talks[1]
    text = parsed.page.text[talk.extent.start : talk.extent.end]
    assert text.startswith("Goats in the forest")
    assert text.endswith("Carla Beispiel (Forest Agency, Nepal)")


def test_a_talk_told_twice_is_one_talk_with_the_links_of_both(parse_html: Parse) -> None:
    again = (
        TWO_TALKS
        + """<h2>Abstracts</h2><p>Ana Sample: Terraces and erosion. <a href="poster.pdf">Poster</a></p>
    <p>Carla Beispiel: Goats in the forest. <a href="a.pdf">Abstract</a></p>"""
    )
    talks = workshop_of(parse_html(again)).talks
    assert [talk.title for talk in talks] == ["Terraces and erosion", "Goats in the forest"]
    assert any(link.url.endswith("/poster.pdf") for link in talks[0].links)


def test_links_of_icons_are_links_of_the_talk(parse_html: Parse) -> None:
    page = """<h3>Session 1</h3><p>Terraces and erosion - Dr. Ana Sample, Adviser, Ministry of Trade, Fiji
    <a href="a.pdf" title="Download paper"><img src="pdf.gif" alt="pdf"></a></p>
    <p>Goats in the forest - Mr. Ben Muster, Director, Forest Agency, Samoa <a href="b.ppt"><img src="ppt.gif"></a></p>"""
    talks = workshop_of(parse_html(page)).talks
    assert [[paper.role for paper in talk.papers] for talk in talks] == [["white paper"], ["presentation"]]


def test_titles_above_speakers_and_below_them_are_read_on_one_page(parse_html: Parse) -> None:
    page = """<h3>Session 1: Soil</h3><h4>Terraces and erosion</h4><p>Ana Sample, Adviser, Ministry of Trade, Fiji</p>
    <p><a href="a.pdf">Presentation</a></p><h4>Goats in the forest</h4><p>Ben Muster, Director, Forest Agency, Samoa</p>
    <p><a href="b.pdf">Presentation</a></p><p>Dr. Carla Beispiel, Professor, National University, Tonga<br>
    <em>Worms at work</em><br><a href="c.pdf">Presentation</a></p>"""
    talks = workshop_of(parse_html(page)).talks
    assert [(talk.title, talk.speaker, len(talk.papers)) for talk in talks] == [
        ("Terraces and erosion", "Ana Sample", 1),
        ("Goats in the forest", "Ben Muster", 1),
        ("Worms at work", "Carla Beispiel", 1),
    ]


def test_a_panel_has_moderators_and_panellists(parse_html: Parse) -> None:
    page = (
        TWO_TALKS
        + """<h2>Panel discussion: Who pays for mountains?</h2><p>Moderator: Eve Vorbild (Radio Alpin)</p>
    <p>Panellists: Ana Sample, Fay Exempel, Gus Patron</p>"""
    )
    panel = workshop_of(parse_html(page)).talks[-1]
    assert panel.title == "Who pays for mountains?"
    assert [speaker.name for speaker in panel.speakers] == ["Ana Sample", "Fay Exempel", "Gus Patron"]
    assert [moderator.name for moderator in panel.moderators] == ["Eve Vorbild"]


def test_numbers_at_names_lead_to_their_organisations(parse_html: Parse) -> None:
    page = """<h2>Talks</h2><p class=t>Terraces and erosion</p><p class=a>Ana Sample<sup>1</sup>, Ben Muster<sup>2</sup></p>
    <p class=f><sup>1</sup>Hill University, <sup>2</sup>Forest Agency, Nepal</p>
    <p class=t>Goats in the forest</p><p class=a>Carla Beispiel<sup>1</sup></p><p class=f><sup>1</sup>Seed Institute</p>"""
    first = workshop_of(parse_html(page)).talks[0]
    assert [(who.affiliation, who.country) for who in first.speakers] == [
        ("Hill University", None),
        ("Forest Agency", "Nepal"),
    ]


@pytest.mark.parametrize(
    "page",
    [
        "<h1>Workshop on Mills</h1><div id='schedule'></div><script src='s.js'></script>",
        "<h1>Workshop on Mills</h1><iframe src='https://timetable.example/embed'></iframe>",
    ],
)
def test_a_programme_drawn_by_script_is_named(parse_html: Parse, page: str) -> None:
    assert BY_SCRIPT in parse_html(page).notes


def test_a_programme_in_a_picture_is_named(parse_html: Parse) -> None:
    assert IN_PICTURE in parse_html("<h1>Workshop on Mills</h1><img src='img/programme_2010.jpg'>").notes


def test_a_page_whose_programme_is_read_says_nothing_of_scripts(parse_html: Parse) -> None:
    assert BY_SCRIPT not in parse_html(TWO_TALKS + "<div id=app></div><script>x</script>").notes


def test_a_page_that_is_all_script_is_refused_with_advice() -> None:
    with pytest.raises(InputError, match="drawn by script"):
        read_page(b"<html><body><div id='root'></div><script>x</script></body></html>", name="page.html")


@pytest.mark.parametrize(
    "page",
    [
        "<ul>" + "".join(f"<li><a href='f{n}.pdf'>Paper {n} of many</a>, Ana Sample</li>" for n in range(4000)),
        "<p>" + "Ana Sample, Ben Muster - Title: of (this) by " * 4000,
        "<p>" + "<b>Ana</b> <i>Sample</i> " * 8000,
        "<table><tr><td>" * 500 + "Ana Sample: Mills",
        "<p>" + "(" * 40_000 + '"a, ' * 8000,
    ],
    ids=["many links", "a long line", "many runs", "deep tables", "open brackets"],
)
def test_a_hostile_page_takes_no_more_than_seconds(parse_html: Parse, page: str) -> None:
    started = time.process_time()
    parse_html(page)
    assert time.process_time() - started < 20
