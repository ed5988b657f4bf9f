# ruff: noqa: E501 (lines of pages are as long as they are)
"""Layouts of programmes met later: sizes of files, surnames, presenters beside authors, speakers under a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ingest.workshop_page.parse.people import parse_speaker
from ingest.workshop_page.parse.programme.records import is_same_person
from ingest.workshop_page.parse.programme.speakers import read_people
from ingest.workshop_page.parse.programme.surnames import surnames_of

Expect = Callable[[str, str, list[tuple[Any, ...]]], None]

_HEAD = "<h1>Workshop on Harbours</h1><p>Suva, Fiji, 3 May 2015</p>"

LAYOUTS: dict[str, tuple[str, str, list[tuple[Any, ...]]]] = {
    "linked titles with the size of the file and a speaker behind them": (
        "html",
        _HEAD
        + """<h2>Sunday, 3 May</h2><ul><li>Welcome</li>
<li><a href="a.pdf">Tides in narrow bays</a> (181kb) – Ana Sample</li>
<li><a href="b.pdf">Cranes that bend</a> (2.7MB) – Ben Muster</li>
<li><a href="c.pdf">Who dredges what</a> [ PDF: 212kb | 14 pages ] – Carla Beispiel</li></ul>""",
        [
            ("Tides in narrow bays", ["Ana Sample"], ["a.pdf"]),
            ("Cranes that bend", ["Ben Muster"], ["b.pdf"]),
            ("Who dredges what", ["Carla Beispiel"], ["c.pdf"]),
        ],
    ),
    "surnames in brackets, those of speakers with slides linked": (
        "html",
        _HEAD
        + """<h3>Sea walls</h3><ul><li>Old concrete (<a href="h.pdf">Holzer</a>)</li><li>Waves at night (Langston, <a href="c.pdf">Cramer</a>)</li></ul>
<h3>Ships</h3><ul><li>Paint (Van Arsdale)</li><li>Anchors lost (<a href="s.pdf">Stein</a>, Frankel)</li><li>Rust (Moschetti)</li><li>Ropes (Haller)</li><li>Discussion</li></ul>""",
        [
            ("Old concrete", ["Holzer"], ["h.pdf"]),
            ("Waves at night", ["Langston", "Cramer"], ["c.pdf"]),
            ("Paint", ["Van Arsdale"]),
            ("Anchors lost", ["Stein", "Frankel"], ["s.pdf"]),
            ("Rust", ["Moschetti"]),
            ("Ropes", ["Haller"]),
        ],
    ),
    "surnames of the participants listed above": (
        "html",
        _HEAD
        + """<p>Participants</p><p>Jon Sample (Port Office, Fiji)</p><p>Ana dos Muster (Sea College, Peru)</p><p>Draft Program</p>
<table><tr><td>9.00 am</td><td>Tides in narrow bays</td><td>Sample</td></tr><tr><td>9.45 am</td><td>Cranes that bend</td><td>dos Muster</td></tr>
<tr><td>10.30 am</td><td>Who dredges what and why</td><td>Sample</td></tr></table>""",
        [
            ("Tides in narrow bays", ["Sample"]),
            ("Cranes that bend", ["dos Muster"]),
            ("Who dredges what and why", ["Sample"]),
        ],
    ),
    "a presenter in one column, title and authors in another": (
        "html",
        _HEAD
        + """<table><tr><td>1:15 – 1:55 PM</td><td><p>Horst Muster</p><p>(Invited Speaker)</p></td><td><p><b>Tides in narrow bays</b></p><p>H. Muster</p><p><a href="a.pdf">Abstract</a>; <a href="b.pdf">Recording</a></p></td></tr>
<tr><td>1:55 – 2:35 PM</td><td><p>Ana Sample</p></td><td><p><b>Cranes that bend in storms</b></p><p>Ana Sample, Dan Modell</p><p><a href="c.pdf">Abstract</a></p></td></tr>
<tr><td>2:35 – 3:00 PM</td><td><p>Eva Vorlage</p></td><td><p><b>Who dredges what and why</b></p><p>Eva Vorlage</p></td></tr></table>""",
        [
            ("Tides in narrow bays", ["Horst Muster"], ["a.pdf", "b.pdf"]),
            ("Cranes that bend in storms", ["Ana Sample", "Dan Modell"], ["c.pdf"]),
            ("Who dredges what and why", ["Eva Vorlage"]),
        ],
    ),
    "accepted papers as names and title, parted by a full stop": (
        "html",
        """<h1>Symposium on Harbours 2014</h1><p>Suva, Fiji, August 18-20, 2014</p><h2>Accepted Papers</h2><ul>
<li>Ana Sample and Ben Muster. Tides in Narrow Bays.</li>
<li>Carla Beispiel, Dan Modell, Eva Vorlage and Finn Probe. On Using Old Cranes for Efficient Loading of Small Ships.</li>
<li>Gita Ensayo. Who Dredges: a Survey.</li></ul>""",
        [
            ("Tides in Narrow Bays", ["Ana Sample", "Ben Muster"]),
            (
                "On Using Old Cranes for Efficient Loading of Small Ships",
                ["Carla Beispiel", "Dan Modell", "Eva Vorlage", "Finn Probe"],
            ),
            ("Who Dredges: a Survey", ["Gita Ensayo"]),
        ],
    ),
    "keynotes named by their speaker, the title below": (
        "html",
        _HEAD
        + """<p>09:00</p><p><b>Keynote 1 - Ana Sample</b></p><p>Sea University</p><p><i>"Tides in narrow bays"</i></p>
<p>10:00</p><p><b>Ben Muster</b></p><p><i>"Cranes that bend"</i></p><p>11:00</p><p><b>Keynote 2 - Carla Beispiel</b></p><p>Port College</p><p><i>"Who dredges what"</i></p>""",
        [
            ("Tides in narrow bays", ["Ana Sample"]),
            ("Cranes that bend", ["Ben Muster"]),
            ("Who dredges what", ["Carla Beispiel"]),
        ],
    ),
    "sections that name their chair in brackets": (
        "html",
        _HEAD
        + """<table><tr><td></td><td><b>Sea walls</b> (Chair B. Modell)</td></tr><tr><td>09:45 - 10:10</td><td>Tides in narrow bays<br><i>A. Sample and B. Muster</i> [<a href="a.html">abs</a>] [<a href="a.pdf">pdf</a>]</td></tr>
<tr><td>10:10 - 10:35</td><td>Cranes that bend<br><i>C. Beispiel</i> [<a href="c.html">abs</a>] [<a href="c.pdf">pdf</a>]</td></tr><tr><td></td><td><b>Deep Water</b> (Chair E. Vorlage)</td></tr>
<tr><td>10:35 - 11:00</td><td>Who dredges what<br><i>D. Probe</i> [<a href="d.pdf">pdf</a>]</td></tr></table>""",
        [
            ("Tides in narrow bays", ["A. Sample", "B. Muster"], ["a.html", "a.pdf"]),
            ("Cranes that bend", ["C. Beispiel"], ["c.pdf"]),
            ("Who dredges what", ["D. Probe"], ["d.pdf"]),
        ],
    ),
    "titles and speakers joined by an underscore in a link": (
        "md",
        """# HARBOUR WORKSHOP FIJI

### Presentations
* [Tides in narrow bays and their maps_Ana Sample](p/a.pdf)
* [Cranes that bend in every storm_Ben Muster](p/b.pdf)
* [Who dredges what and at what price_Carla Beispiel](p/c.pdf)
""",
        [
            ("Tides in narrow bays and their maps", ["Ana Sample"], ["a.pdf"]),
            ("Cranes that bend in every storm", ["Ben Muster"], ["b.pdf"]),
            ("Who dredges what and at what price", ["Carla Beispiel"], ["c.pdf"]),
        ],
    ),
    "times and titles in one heading, speakers in a list under a sentence, slides in a generator's mark": (
        "md",
        """---
title: Harbour Summit
date: 2022-08-24
---

On August 24, 2022, the port community held the summit.

## 10:40 am - 11:15 am, ET<br />Tides in narrow bays: the case for plain maps

{{< asset-static file="tides.pptx" label="View the slides (PowerPoint presentation, 2.18 MB, 19 pages)" >}}

This session will help harbour masters make the case for plain maps. There is plenty of resistance, but there are ways.

In this session you will hear from the following speakers:

* **Ana Sample** &mdash; Map Strategist, Resources and Harbours Administration (RHA)
* **Ben Muster** &mdash; Team Lead, Resources and Harbours Administration (RHA)

---

## 11:15 am - 11:45 am, ET<br />Cranes that bend in every storm

{{< asset-static file="cranes.pptx" label="View the slides (PowerPoint presentation, 1.2 MB, 9 pages)" >}}

The presentation will show how one agency bends its cranes. Others have tried it for a good many years.

In this session you will hear from the following speaker:

* **Carla Beispiel** &mdash; Writer, National Institute of Ports (NIP)
""",
        [
            ("Tides in narrow bays: the case for plain maps", ["Ana Sample", "Ben Muster"], ["tides.pptx"]),
            ("Cranes that bend in every storm", ["Carla Beispiel"], ["cranes.pptx"]),
        ],
    ),
    "links that a text browser saved as numbers": (
        "txt",
        """   [1]Home [2]Study groups [3]Calendar

                    SEMINAR ON HARBOURS OF SMALL STATES
               Port Vila, Vanuatu, 26 to 28 October 1999

   DOCUMENTS
   Doc. 3   Tides on a shoestring [4](ZIP) - A. Sample, Ministry of
            Ports, Fiji
   Doc. 4   Cranes between islands [5](ZIP) - B. Muster,
            Harbour Vanuatu Ltd
   Doc. 5   Dredging: what it costs [6](ZIP) - C. Beispiel,
            Pacific Port Secretariat

   [7]Feedback - Copyright 1999. Updated: 1999-11-15

References

   1. http://www.pts.example.org/
   2. http://www.pts.example.org/sg/
   3. http://www.pts.example.org/cal.html
   4. http://www.pts.example.org/sem99/003.zip
   5. http://www.pts.example.org/sem99/004.zip
   6. http://www.pts.example.org/sem99/005.zip
   7. mailto:web@pts.example.org
""",
        [
            ("Tides on a shoestring", ["A. Sample"], ["003.zip"]),
            ("Cranes between islands", ["B. Muster"], ["004.zip"]),
            ("Dredging: what it costs", ["C. Beispiel"], ["005.zip"]),
        ],
    ),
    "times with a point that look like numbers of sections": (
        "html",
        _HEAD
        + """<p>9:00 Ana Sample (Suva): Tides in narrow bays</p><p>10.30 Ben Muster and Dan Modell (Nadi): Cranes that bend</p>
<p>11:30 Carla Beispiel (Apia) (to be confirmed): Who dredges what</p>""",
        [
            ("Tides in narrow bays", ["Ana Sample"]),
            ("Cranes that bend", ["Ben Muster", "Dan Modell"]),
            ("Who dredges what", ["Carla Beispiel"]),
        ],
    ),
    "a table without headings for its columns' sorts, its day above the heads": (
        "html",
        """<title>Program</title><table><tr><td colspan=4>Monday, April 29</td></tr><tr><td>Time</td><td>Event</td><td>Title</td><td>Authors</td></tr>
<tr><td>8:30am</td><td>Invited Talk</td><td>Tides in narrow bays</td><td>Ana Sample (Sea University)</td></tr><tr><td>9:30am</td><td>Session I: Cranes</td><td></td><td></td></tr>
<tr><td></td><td>Oral</td><td>Cranes that bend</td><td>Ben Muster, Hill College; Dan Modell, Port College</td></tr><tr><td>10:30am</td><td>Coffee Break</td><td></td><td></td></tr>
<tr><td></td><td>Oral</td><td>Who dredges what</td><td>Carla Beispiel, Hill College; Eva Vorlage, TTIC</td></tr></table>""",
        [
            ("Tides in narrow bays", ["Ana Sample"]),
            ("Cranes that bend", ["Ben Muster", "Dan Modell"]),
            ("Who dredges what", ["Carla Beispiel", "Eva Vorlage"]),
        ],
    ),
}


@pytest.mark.parametrize(("kind", "page", "talks"), LAYOUTS.values(), ids=LAYOUTS)
def test_each_talk_is_found_with_its_speakers_and_files(
    expect_talks: Expect, kind: str, page: str, talks: list[tuple[Any, ...]]
) -> None:
    expect_talks(kind, page, talks)


NO_TALKS = {
    "towns behind names": _HEAD
    + "<h3>Participants from abroad</h3><ul>"
    + "".join(
        f"<li>{name} ({town})</li>"
        for name, town in zip(
            ("Ana Sample", "Ben Muster", "Carla Probe", "Dan Modell", "Eva Vorlage", "Finn Test"),
            ("Bremen", "Turin", "Lyon", "Ghent", "Graz", "Porto"),
            strict=True,
        )
    )
    + "</ul>",
    "a committee named by the event": _HEAD
    + "<p>Harbours 2015: Organizing Committee</p><p>Ana Sample (Chair), Sea University</p><p>Ben Muster, Port College</p>"
    "<p>Harbours 2015: Scientific Committee</p><p>Carla Probe, Hill University</p><p>Dan Modell, Sea University</p>",
    "links back to the list": _HEAD
    + "".join(
        f'<p><b>What to bring on day {day}</b></p><p><a href="#top">Back to Programme</a></p>'
        for day in range(1, 7)
    ),
}


@pytest.mark.parametrize("page", NO_TALKS.values(), ids=NO_TALKS)
def test_what_only_looks_like_a_programme_holds_no_talks(expect_talks: Expect, page: str) -> None:
    expect_talks("html", page, [])


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            "Ana Sample (Sea College) Ben Muster and Carla Probe (Hill College, Fiji)",
            [("Ana Sample", "Sea College"), ("Ben Muster", "Hill College"), ("Carla Probe", "Hill College")],
        ),
        ("Alan Rector (Manchester)", [("Alan Rector", "Manchester")]),
        ("Laurence Park and Ana Sample (Sea College)", [("Laurence Park", "Sea College"), ("Ana Sample", "Sea College")]),
        ("Ana Sample, TTIC; Ben Muster, Port College", [("Ana Sample", "TTIC"), ("Ben Muster", "Port College")]),
        ("Ana Sample, PhD, Sea University", [("Ana Sample", "Sea University")]),
    ],
)  # fmt: skip
def test_persons_have_the_places_that_stand_with_them(text: str, people: list[tuple[str, str]]) -> None:
    assert [(who.name, who.affiliation) for who in read_people(text).speakers] == people


def test_a_double_name_with_the_word_of_a_post_in_it_is_no_post() -> None:
    assert parse_speaker("Ana Head-Gordon, Secretary-General, Port Union").name == "Ana Head-Gordon"
    assert parse_speaker("Ana Sample, Secretary-General, Port Union").role == "Secretary-General"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Horst Köppel", "H. Koppel", True),
        ("Ana Sample", "Ana B. Sample", True),
        ("Ana Sample", "Ada Sample", False),
        ("Ana Sample", "Ana Muster", False),
        ("Ana", "Ana", True),
    ],
)
def test_an_initial_and_a_first_name_may_be_one_person(one: str, other: str, same: bool) -> None:
    assert is_same_person(one, other) is same


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Stein, Frankel and Boyd", ["Stein", "Frankel", "Boyd"]),
        ("Van Arsdale", ["Van Arsdale"]),
        ("PDF", []),
        ("Fiji", []),
        ("3 pages", []),
        ("Draft", []),
    ],
)
def test_surnames_are_told_from_other_words_in_brackets(text: str, names: list[str]) -> None:
    assert surnames_of(text) == names
