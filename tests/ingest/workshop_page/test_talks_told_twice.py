# ruff: noqa: E501 (lines of pages are as long as they are)
"""Talks that a page tells in its timetable and once more elsewhere: one talk, with all that is said of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Expect = Callable[[str, str, Sequence[tuple[Any, ...]]], None]

_PAPERS = """\
## {heading}

* #1: Mapping the reefs of small islands (Ana Sample and Ben Muster) ([Paper PDF](p/1.pdf)) ([Slides PDF](s/1.pdf))
* #2: Tide gauges that mend themselves (Carla Beispiel) ([Paper PDF](p/2.pdf)) ([Slides PDF](s/2.pdf))
* #3: Counting boats from far above (Dan Probe, Eva Modell and Finn Ejemplo) ([Paper PDF](p/3.pdf))
"""
_TABLE = """\
# Workshop on Harbours

## Schedule

| Time | | Title |
| --- | --- | --- |
| 10:00 | Invited talk | [Gita Ensayo](http://guest.example). <em>Old ports and new ships</em> |
| 10:40 | Contributed talk | Mapping the reefs of small islands |
| 11:00 | Break | |
| 11:20 | Contributed talk | Tide gauges that mend themselves |
| 11:40 | Contributed talk | Counting boats from far above |
| 12:00 | Invited talk | [Hana Gast](http://hana.example). <em>Who pays for lighthouses</em> |

"""


def test_a_talk_of_the_timetable_gets_speakers_and_files_from_the_list_of_papers(expect_talks: Expect) -> None:
    expect_talks(
        "md",
        _TABLE + _PAPERS.format(heading="Accepted submissions"),
        [
            ("Old ports and new ships", ["Gita Ensayo"]),
            ("Mapping the reefs of small islands", ["Ana Sample", "Ben Muster"], ["p/1.pdf", "s/1.pdf"]),
            ("Tide gauges that mend themselves", ["Carla Beispiel"], ["p/2.pdf", "s/2.pdf"]),
            ("Counting boats from far above", ["Dan Probe", "Eva Modell", "Finn Ejemplo"], ["p/3.pdf"]),
            ("Who pays for lighthouses", ["Hana Gast"]),
        ],
    )


def test_a_list_of_earlier_submissions_holds_no_talks(expect_talks: Expect) -> None:
    expect_talks(
        "md",
        _TABLE + _PAPERS.format(heading="Previous submissions"),
        [("Old ports and new ships", ["Gita Ensayo"]), ("Who pays for lighthouses", ["Hana Gast"])],
    )


_CARD = """\
<div class="card"><div class="head"><h3>{title}</h3><p class="speaker">{name}<br>Nov 21, {time} UTC</p>
<div class="files"><a href="{n}.pdf">Slides (PDF)</a> <a href="http://video.example/{n}">Video</a> <a href="http://video.example/q{n}">Q &amp; A</a></div></div>
<p>{text}</p></div>"""
_CARDS = (
    ("Keynote: Harbours without smoke", "Ana Sample", "14:00"),
    ("Reading old charts", "Ben Muster", "14:45"),
    ("What pilots know", "Carla Beispiel", "16:00"),
)


def test_cards_below_a_timetable_give_their_files_to_its_talks(expect_talks: Expect) -> None:
    lines = "".join(
        f'<li>{time} - <a href="#t">{title.removeprefix("Keynote: ")}</a> by {name}</li>'
        for title, name, time in _CARDS
    )
    text = "Ships wait for the tide and for their papers, and nobody has counted the hours. " * 6
    cards = "".join(
        _CARD.format(title=title, name=name, time=time, n=n, text=text)
        for n, (title, name, time) in enumerate(_CARDS)
    )
    page = f"<html><head><title>Harbour Conference Online</title></head><body><h1>Harbours Go Online</h1><h1>Schedule</h1><ul>{lines}</ul>{cards}</body></html>"
    expect_talks(
        "html",
        page,
        [
            (title.removeprefix("Keynote: "), [name], [f"{n}.pdf", f"/{n}", f"/q{n}"])
            for n, (title, name, _) in enumerate(_CARDS)
        ],
    )
