# ruff: noqa: E501 (lines of pages are as long as they are)
"""Titles are not taken for names, nor names, places of work and remarks for titles."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.workshop_page.parse.programme.names import name_score

Talks = list[tuple[str, list[str], list[str]]]

LAYOUTS: dict[str, tuple[str, str, list[tuple[str, list[str]]]]] = {
    "titles with a subtitle behind a colon, their speakers on the next line": (
        "html",
        """\
<h1>Workshop on Mills</h1><h2>Programme</h2>
<p>09:00 <i>Millstones of the Coast: A Tide-Driven Survey</i><br>Ana Sample</p>
<p>09:30 <i>Grain and Water: Measuring Losses</i><br>Ben Muster and Carla Beispiel</p>
<p>10:00 <i>Sails: Linen Against Nylon</i><br>Dan Modell</p>
""",
        [
            ("Millstones of the Coast: A Tide-Driven Survey", ["Ana Sample"]),
            ("Grain and Water: Measuring Losses", ["Ben Muster", "Carla Beispiel"]),
            ("Sails: Linen Against Nylon", ["Dan Modell"]),
        ],
    ),
    "a title broken within its link and one broken behind a colon": (
        "html",
        """\
<h1>Seminar on Ferries</h1>
<table>
<tr><td>Mr. Ana Sample, Port Office</td><td><a href="a.pdf">Twenty years of a ferry line:<br>lessons and open questions</a></td></tr>
<tr><td>Ms. Ben Muster, Ship Board</td><td>Timetables of the<br>outer islands</td></tr>
<tr><td>Mr. Carl Beispiel, Harbour Trust</td><td><a href="c.pdf">Ramps for trucks</a> [<a href="c.xls">annex</a>]</td></tr>
</table>
""",
        [
            ("Twenty years of a ferry line: lessons and open questions", ["Ana Sample"]),
            ("Timetables of the outer islands", ["Ben Muster"]),
            ("Ramps for trucks", ["Carl Beispiel"]),
        ],
    ),
    "names and places parted by dashes in a grid of days": (
        "html",
        """\
<h1>2008 Agenda</h1>
<table>
<tr><th>Time</th><th>Monday</th><th>Tuesday</th></tr>
<tr><td>9:00a</td><td><b>Yarn</b> (30 min)<br>Ana Sample - Threadworks (<a href="1.html">video</a>)</td><td><b>Looms</b> (30 min)<br>Ben Muster - Weaver University (<a href="2.html">video</a>)</td></tr>
<tr><td>10:00a</td><td><b>Dyes</b> (30 min)<br>Carla Beispiel - Hue Institute (<a href="3.html">video</a>)</td><td><b>Felt</b> (30 min)<br>Dan Modell, Eva Vorlage - Woolly (<a href="4.html">video</a>)</td></tr>
</table>
""",
        [
            ("Yarn", ["Ana Sample"]),
            ("Looms", ["Ben Muster"]),
            ("Dyes", ["Carla Beispiel"]),
            ("Felt", ["Dan Modell", "Eva Vorlage"]),
        ],
    ),
    "headings that name a talk and its speaker over notes": (
        "md",
        """\
# Summary of the Reef Workshop

## Monday

### Corals at night - A. Sample

- Cameras were lowered at dusk
- A map is still missing

### Fish and noise - B. Muster

- Ships were counted for a year

### Sponges in the north - C. Beispiel

- Little is known
""",
        [
            ("Corals at night", ["A. Sample"]),
            ("Fish and noise", ["B. Muster"]),
            ("Sponges in the north", ["C. Beispiel"]),
        ],
    ),
    "what sort of talk it is and by whom, over its title": (
        "html",
        """\
<h1>Workshop on Rumours</h1><h2>Programme</h2>
<p>14:00 - <b>Keynote speech by Prof. Ana Sample</b><br>"Villages and what they say: a study of three wells"</p>
<p>15:00 - <b>Talks</b></p>
<p><i>Bells as messengers</i><br>Ben Muster</p>
<p><i>Markets and their gossip</i><br>Carla Beispiel and Dan Modell</p>
""",
        [
            ("Villages and what they say: a study of three wells", ["Ana Sample"]),
            ("Bells as messengers", ["Ben Muster"]),
            ("Markets and their gossip", ["Carla Beispiel", "Dan Modell"]),
        ],
    ),
    "remarks that a file is missing, labels of two links": (
        "html",
        """\
<h1>Workshop on Peat</h1><h2>Programme</h2>
<ul>
<li>Peat in the north (no file available), Ana Sample (Bog Institute)</li>
<li>Fires at night, Ben Muster (Heath Agency)</li>
<li>Rewetting with beavers, <a href="a.pdf">Abstract</a>, <a href="b.zip">Implementation</a>, Carla Beispiel (Moor College)</li>
</ul>
""",
        [
            ("Peat in the north", ["Ana Sample"]),
            ("Fires at night", ["Ben Muster"]),
            ("Rewetting with beavers", ["Carla Beispiel"]),
        ],
    ),
    "sessions that name their chair behind a colon": (
        "md",
        """\
# Programme of the Mill Workshop

| Time | |
|---|---|
| 09:00 | **Session 1 (room 204); Chair: Max Gast** |
| 09:00 | Wheels in winter (Ana Sample) |
| 09:30 | Sails of the north (Ben Muster) |
| 10:00 | **Session 2 (room 204); Chair: Eva Vorlage** |
| 10:00 | Stones and their makers (Carla Beispiel) |
""",
        [
            ("Wheels in winter", ["Ana Sample"]),
            ("Sails of the north", ["Ben Muster"]),
            ("Stones and their makers", ["Carla Beispiel"]),
        ],
    ),
    "Markdown whose HTML is indented behind blank lines": (
        "md",
        """\
---
title: Programme
---

<div class="card">
    <table>

        <tr>
            <td>10:00</td><td><b>Kites over harbours</b><br>Ana Sample <i>(Wind College)</i></td>
        </tr>

        <tr>
            <td>10:30</td><td><b>Ropes of hemp</b>{:target="x"}<br>Ben Muster <i>(Rope Works)</i></td>
        </tr>

    </table>
</div>
""",
        [("Kites over harbours", ["Ana Sample"]), ("Ropes of hemp", ["Ben Muster"])],
    ),
}

PAGES = {
    "cards of persons with the place they are from": """\
<h1>Workshop on Clay</h1><h2>Speakers</h2>
<div class="card"><h4>Ana Sample</h4><p>Hillco</p></div>
<div class="card"><h4>Ben Muster</h4><p>MIT</p></div>
<div class="card"><h4>Carla Beispiel</h4><p>Claydom</p></div>
""",
    "cards of persons with what they are": """\
<h1>Conference on Looms 2022</h1>
<h3>Day 1</h3>
<p>Ana Sample</p><p>Creator and maintainer of the open loom.</p>
<p>Ben Muster</p><p>Associate Professor at the Department of Weaving of Hill University.</p>
<p>Carla Beispiel</p><p>Maintainer of the open loom.</p>
""",
    "contacts": """\
<h1>2018 Conference</h1>
<ul><li>Ana Sample <i>ana@example.org</i></li><li>Ben Muster <i>ben@example.org or @ben</i></li><li>Carla Beispiel <i>carla@example.org</i></li></ul>
""",
    "a sentence on where the lectures are held": """\
<h1>Course Schedule</h1><p>All lectures and labs will take place in <b>Loeb G</b>, and all meals in <b>Ana Hall</b>.</p>
""",
    "a sentence with a link in it": """\
<h1>Workshop on Cranes</h1>
<p>The workshop will take place on 15 April 2019. The agenda includes papers, a <a href="k.html">keynote talk by Prof. Ana Sample</a> and a panel on cranes and their future.</p>
<h2>Venue</h2><p>Civic Hall.</p>
""",
}


@pytest.mark.parametrize(("kind", "page", "talks"), list(LAYOUTS.values()), ids=list(LAYOUTS))
def test_titles_and_speakers_are_told_apart(
    talks_of: Callable[[str, str], Talks], kind: str, page: str, talks: list[tuple[str, list[str]]]
) -> None:
    assert [(title, names) for title, names, _ in talks_of(kind, page)] == talks


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_what_only_looks_like_a_talk_is_none(talks_of: Callable[[str, str], Talks], page: str) -> None:
    assert talks_of("html", page) == []


@pytest.mark.parametrize(
    "text", ["Grand Ballroom C", "Annex I", "A Game-Theoretic Approach", "Retargeting DLR", "Benchmarking LLMs"]
)
def test_rooms_annexes_and_acronyms_are_no_names(text: str) -> None:
    assert name_score(text) < 0.5


@pytest.mark.parametrize(
    "text",
    ["Ana Sample", "A. Sample", "Ana B. Sample", "Jean MUSTER", "Ana Jordan", "Di Zhang", "Holger Fro\u0308ning"],
)
def test_names_are_names(text: str) -> None:
    assert name_score(text) >= 0.5
