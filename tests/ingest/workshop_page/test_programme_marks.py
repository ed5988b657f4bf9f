# ruff: noqa: E501 (lines of pages are as long as they are)
"""Talks told apart by small marks: "by", letters before headings, positions in cards, times as terms."""

from __future__ import annotations

import pytest

from corpus.model import Talk
from ingest.workshop_page.parse.page import parse_workshop_page
from ingest.workshop_page.parse.programme.names import name_score
from ingest.workshop_page.parse.programme.speakers import read_people
from ingest.workshop_page.read.page import read_page


def _talks(body: str) -> list[Talk]:
    page = (
        f"<html><head><title>Workshop on mills</title></head><body><h1>Workshop on mills</h1>{body}</body></html>"
    )
    workshop = parse_workshop_page(
        read_page(page.encode(), name="page.html", url="http://mills.example/"), "mills"
    ).workshop
    return [talk for session in workshop.sessions for talk in session.talks] if workshop else []


def _told(body: str) -> list[tuple[str, list[str]]]:
    return [(talk.title, [who.name for who in talk.speakers]) for talk in _talks(body)]


_CELLS = """<h2>Ponencias</h2><table><tr><th>Hora</th><th>Dia 1</th><th>Dia 2</th></tr>
<tr><td>9:00</td><td><h4>MOLINOS</h4><p><a href="a"><b>Ruedas Grandes</b>, por M.Muestra<br></a><a href="b"><b>Agua</b>, por A. Ejemplo<br></a></p></td>
<td><h4>VIENTOS</h4><p><a href="c"><b>Aspas Nuevas</b>, por J.Prueba<br></a><a href="d"><b>Torres</b>, por L.Modelo<br></a></p></td></tr></table>"""


def test_what_stands_before_by_and_a_name_is_a_title_in_every_cell_of_a_days_row() -> None:
    assert _told(_CELLS) == [
        ("Ruedas Grandes", ["M.Muestra"]),
        ("Agua", ["A. Ejemplo"]),
        ("Aspas Nuevas", ["J.Prueba"]),
        ("Torres", ["L.Modelo"]),
    ]


def test_a_link_that_ends_behind_a_line_break_belongs_to_its_own_line_alone() -> None:
    assert [[link.url.rsplit("/", 1)[-1] for link in talk.links] for talk in _talks(_CELLS)] == [
        ["a"],
        ["b"],
        ["c"],
        ["d"],
    ]


def test_positions_between_names_and_organisations_in_cards_are_no_titles() -> None:
    cards = "".join(
        f"<div class='slot'><div class='at'>{hour}:00</div><div class='body'><h4>{title}</h4><ul><li><span class='who'>{who}</span>"
        f"<span class='what'>{what}</span><span class='where'>{where}</span></li></ul></div></div>"
        for hour, title, who, what, where in (
            ("09", "Wheels that turn slowly", "Ana Sample", "Director", "River Office"),
            ("10", "Stones from the north", "Ben Muster", "Miller", "Stone Council"),
            ("11", "Grain in wet years", "Cleo Ejemplo", "Economist", "Harvest University"),
        )
    )
    assert _told(f"<h2>Agenda</h2>{cards}") == [
        ("Wheels that turn slowly", ["Ana Sample"]),
        ("Stones from the north", ["Ben Muster"]),
        ("Grain in wet years", ["Cleo Ejemplo"]),
    ]


def test_registration_in_a_list_of_times_heads_nothing() -> None:
    times = (
        "<dl><dt>08:30</dt><dd>Registration</dd><dt>09:00</dt><dd><strong>Wheels that turn slowly</strong><br>Ana Sample, River Office</dd>"
        "<dt>10:00</dt><dd><strong>Stones from the north</strong><br>Ben Muster, Stone Council</dd></dl>"
    )
    assert _told(f"<h2>Programme</h2>{times}") == [
        ("Wheels that turn slowly", ["Ana Sample"]),
        ("Stones from the north", ["Ben Muster"]),
    ]


def test_letters_that_count_headings_are_no_initials() -> None:
    assert not _talks(
        "<p><b>OUTCOME DOCUMENT</b></p><p><b>A. Border crossings</b></p><ul><li>Work longer hours</li><li>Publish waiting times daily</li></ul>"
        "<p><b>B. Infrastructure</b></p><ul><li>Finance missing links</li><li>Share all studies</li></ul><p><b>C. Follow-up</b></p>"
    )


def test_who_opens_the_meeting_gives_no_talk_of_the_next_heading() -> None:
    page = (
        "<h2>Programme</h2><p>Inaugural Address - H.E. Dora Example, Minister</p><p>Details of the Technical Sessions</p>"
        "<p>Wheels that turn slowly - Ms. Ana Sample, River Office</p><p>Stones from the north - Mr. Ben Muster, Stone Council</p>"
    )
    assert [title for title, _ in _told(page)] == ["Wheels that turn slowly", "Stones from the north"]


def test_a_title_wrapped_in_its_labelled_cell_is_one_title() -> None:
    page = (
        "<table><tr><th>Time</th><th>Topic</th><th>Speaker</th></tr><tr><td>9:00</td><td><p>The price of a</p><p>late mill</p></td>"
        "<td><p>Ms. Ana Sample</p><p>River Office</p></td></tr><tr><td>10:00</td><td><p>Stones from the north</p></td>"
        "<td><p>Mr. Ben Muster</p><p>Stone Council</p></td></tr></table>"
    )
    assert _told(page) == [("The price of a late mill", ["Ana Sample"]), ("Stones from the north", ["Ben Muster"])]
    assert [who.affiliation for talk in _talks(page) for who in talk.speakers] == ["River Office", "Stone Council"]


def test_on_between_speaker_and_title_is_no_word_of_the_title() -> None:
    page = "<h2>Talks</h2><dl><dt><b>Ana Sample</b> on Wheels that turn slowly</dt><dd><a href='a.pdf'>Slides</a></dd><dt><b>Ben Muster</b> on Stones from the north</dt><dd><a href='b.pdf'>Slides</a></dd></dl>"
    assert [title for title, _ in _told(page)] == ["Wheels that turn slowly", "Stones from the north"]


@pytest.mark.parametrize(
    ("text", "name", "affiliation"),
    [
        ("東海教育大学教授 見本 花子", "見本 花子", "東海教育大学"),
        ("南部復興財団 マリア・ペレス", "マリア・ペレス", "南部復興財団"),
        ("张样本，重庆样板大学博士", "张样本", "重庆样板大学"),
    ],
)
def test_east_asian_names_stand_apart_from_place_and_position(text: str, name: str, affiliation: str) -> None:
    (who,) = read_people(text).speakers
    assert (who.name, who.affiliation) == (name, affiliation)


@pytest.mark.parametrize("text", ["A Role-Play", "中科院博士"])
def test_an_article_or_a_place_makes_no_name(text: str) -> None:
    assert name_score(text) < 0.5


def test_an_initial_set_against_the_surname_is_a_name() -> None:
    assert name_score("M.Sample") >= 0.5


def _tracks(head: str) -> str:
    subjects = ("wheels", "stones", "grain")
    return "<p>Geneva, 3-5 May 2015</p><h2>Programme</h2>" + "".join(
        f"<h4>{head} {at}: All about {what}</h4><ul><li>How the {what} of the north were counted</li>"
        f"<li>What {what} tell us about water and trade</li></ul>"
        for at, what in enumerate(subjects, 1)
    )


def test_lists_under_headings_of_tracks_are_papers_though_no_speakers_are_named() -> None:
    told = _told(_tracks("Track"))
    assert len(told) == 6
    assert told[0] == ("How the wheels of the north were counted", [])


def test_lists_under_other_headings_are_no_papers() -> None:
    assert not _told(_tracks("Question"))
