# ruff: noqa: E501 (lines of pages are as long as they are)
"""Sentences, rooms, posts and lists of papers beside names are no talks; marks around a talk hide none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.workshop_page.parse.programme.names import name_score

Talks = list[tuple[str, list[str], list[str]]]

_FIRST = ("Wheels that turn slowly", ["Ana Sample"])
_SECOND = ("Stones from the north", ["Ben Muster"])
_ROWS = (
    "<table><tr><td>9:00</td><td><b>Wheels that turn slowly</b></td><td>Ana Sample</td></tr>"
    "<tr><td>9:30</td><td><b>Stones from the north</b></td><td>Ben Muster</td></tr></table>"
)

HELD: dict[str, str] = {
    "a presenter in brackets": "<ul><li><a href='a.pdf'>Wheels that turn slowly</a> (Presenter: Ana Sample)</li>"
    "<li><a href='b.pdf'>Stones from the north</a> (Presenter: Ben Muster)</li></ul>",
    "the sort of the file before the speaker": "<ul><li><a href='a.pdf'>Wheels that turn slowly</a> (PDF, 4.2 MB) – Ana Sample, Hill University</li>"
    "<li><a href='b.pdf'>Stones from the north</a> (PDF, 900 KB) – Ben Muster, Hill University</li></ul>",
    "the length before the title": "<ul><li>[15 min] Wheels that turn slowly (Speaker: Ana Sample)</li>"
    "<li>[10 min] Stones from the north (Speaker: Ben Muster)</li></ul>",
    "the kind of the talk before the speaker": "<table><tr><td>9:00</td><td><p>Invited Talk by <b>Ana Sample</b></p><p><b>Title:</b> Wheels that turn slowly</p></td></tr>"
    "<tr><td>10:00</td><td><p>Invited Talk by <b>Ben Muster</b></p><p><b>Title:</b> Stones from the north</p></td></tr></table>",
    "quotation marks as in German": "<ul><li>Ana Sample: „Wheels that turn slowly“</li><li>Ben Muster: „Stones from the north“</li></ul>",
}


@pytest.mark.parametrize("body", HELD.values(), ids=HELD)
def test_what_stands_around_a_talk_is_no_part_of_it(talks_of: Callable[[str, str], Talks], body: str) -> None:
    found = talks_of("html", f"<h1>Workshop on Mills</h1><h2>Programme</h2>{body}")
    assert [(title, names) for title, names, _ in found] == [_FIRST, _SECOND]


BESIDE: dict[str, str] = {
    "a sentence with several names in it": "<p>The workshop was opened by <b>Carla Probe</b> and <b>Dan Modell</b> of the Mill Trust.</p>",
    "who discusses a session": "<p>Results of work package 2 - Discussant: Carla Probe</p>",
    "a caption": "<figure><img src='p.jpg'><figcaption>Participants before the mill. Photo: C. Probe</figcaption></figure>",
    "books to read": "<h2>Optional reading for the course</h2><ul><li>Mills and their makers, Carla Probe</li><li>Old stones, Dan Modell</li></ul>",
}


@pytest.mark.parametrize("body", BESIDE.values(), ids=BESIDE)
def test_names_beside_the_programme_give_no_talks(talks_of: Callable[[str, str], Talks], body: str) -> None:
    found = talks_of("html", f"<h1>Workshop on Mills</h1><h2>Programme</h2>{_ROWS}{body}")
    assert [(title, names) for title, names, _ in found] == [_FIRST, _SECOND]


def test_a_hall_named_at_every_time_speaks_at_no_talk(talks_of: Callable[[str, str], Talks]) -> None:
    rows = "".join(
        f"<tr><td><p>{hour}:00 Old Granary</p></td><td><p><b>{title}</b> {name}</p></td></tr>"
        for hour, title, name in (
            (9, "“Wheels that turn slowly”", "Ana Sample"),
            (10, "“Stones from the north”", "Ben Muster"),
            (11, "“Sails of linen”", "Carla Probe"),
            (12, "“Grain in winter”", "Dan Modell"),
        )
    )
    found = talks_of("html", f"<h1>Workshop on Mills</h1><h2>Programme</h2><table>{rows}</table>")
    assert [names for _, names, _ in found] == [["Ana Sample"], ["Ben Muster"], ["Carla Probe"], ["Dan Modell"]]


@pytest.mark.parametrize(
    "text", ["г.Москва", "Salón Alterno I", "Sample DataStore", "CEO Microbit", "Anmeldung zur Vorbereitung"]
)
def test_towns_rooms_products_and_posts_are_no_names(text: str) -> None:
    assert name_score(text) < 0.5


@pytest.mark.parametrize("text", ["Ana McSample", "Ben LeMuster", "Soledad Muestra", "Max Hartung"])
def test_names_with_capitals_within_or_endings_of_nouns_are_names(text: str) -> None:
    assert name_score(text) >= 0.5


@pytest.mark.parametrize(
    "title",
    [
        "This workshop is for those who have built a mill before and want to know more of it than others",
        "You may build part one as a craft (led by",
    ],
)
def test_a_description_before_a_name_is_no_title(talks_of: Callable[[str, str], Talks], title: str) -> None:
    body = f"{_ROWS}<p>{title} <a href='x'>Dr. Carla Probe</a></p>"
    found = talks_of("html", f"<h1>Workshop on Mills</h1><h2>Programme</h2>{body}")
    assert [(title, names) for title, names, _ in found] == [_FIRST, _SECOND]
