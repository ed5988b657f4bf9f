# ruff: noqa: E501 (lines of pages are as long as they are)
"""Programmes whose talks are boxes with portraits, and those that use elements of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Expect = Callable[[str, str, Sequence[tuple[Any, ...]]], None]


def _slot(
    time: str, title: str, people: Sequence[tuple[str, str]] = (), files: Sequence[tuple[str, str]] = ()
) -> str:
    portraits = "".join(
        f'<figure class="avatar"><img src="x.webp" alt="Photo of {name}"><figcaption><span class="name">{name}</span>'
        f'<span class="org">{body}</span></figcaption></figure>'
        for name, body in people
    )
    links = "".join(f'<li><a class="chip" href="{href}">{label}</a></li>' for href, label in files)
    return (
        f'<div class="slot"><div class="time">{time}</div><div class="body"><p class="slot-title">{title}</p>'
        f'<div class="avatars">{portraits}</div><ul class="files">{links}</ul></div></div>'
    )


_SLOTS = (
    _slot("09:00", "Registration and coffee")
    + _slot("09:30", "Welcome remarks", [("Ana Sample", "Coast Alliance")])
    + _slot(
        "10:00",
        "What a register can tell a mayor",
        [("Ben Muster", "Agence urbaine")],
        [("a.pdf", "Slides"), ("a.mp4", "Recording")],
    )
    + _slot(
        "10:40",
        "Counting the uncounted",
        [("Carla Beispiel", "Port University"), ("Dan Probe", "Geodata Institute, Bergen")],
        [("b.pptx", "Slides")],
    )
    + _slot("11:20", "Coffee")
    + _slot(
        "11:40",
        "Panel: Who owns a sensor?",
        [("Eva Modell", "eCity Council"), ("Finn Ejemplo", "Coast Town Council")],
        [("c.mp4", "Recording")],
    )
    + _slot(
        "12:20",
        "From alert to door-knock",
        [("Gita Ensayo", "Wardens Network")],
        [("d.pdf", "Slides"), ("book.pdf", "Handbook")],
    )
)
_PAGE = "<html><body><h1>Workshop on Cool Cities</h1><h2>Programme</h2>{}</body></html>"


def test_captions_of_portraits_under_a_title_are_its_speakers(expect_talks: Expect) -> None:
    expect_talks(
        "html",
        _PAGE.format(_SLOTS),
        [
            ("What a register can tell a mayor", ["Ben Muster"], ["a.pdf", "a.mp4"]),
            ("Counting the uncounted", ["Carla Beispiel", "Dan Probe"], ["b.pptx"]),
            ("Panel: Who owns a sensor?", ["Eva Modell", "Finn Ejemplo"], ["c.mp4"]),
            ("From alert to door-knock", ["Gita Ensayo"], ["d.pdf", "book.pdf"]),
        ],
    )


def test_captions_of_pictures_are_no_speakers(expect_talks: Expect) -> None:
    picture = "<figure><img src='x.jpg'><figcaption>Ana Sample opens the floor</figcaption></figure>"
    rows = "".join(
        f"<tr><td>{hour}:00</td><td>{title}</td><td>{name}</td></tr>"
        for hour, title, name in (
            (9, "Soil on terraces", "Ben Muster"),
            (10, "Paying for wells", "Carla Beispiel"),
        )
    )
    expect_talks(
        "html",
        _PAGE.format(f"<table>{rows}</table><p>Visit to the old mill</p>{picture}"),
        [("Soil on terraces", ["Ben Muster"]), ("Paying for wells", ["Carla Beispiel"])],
    )


def test_elements_of_a_pages_own_set_session_title_and_speakers_apart(expect_talks: Expect) -> None:
    talks = "".join(
        f"<dt>A-{n}</dt><dd><a href='{n}.pdf'><my-title>\"{title}\"</my-title></a> <my-talk>by <b>{first}</b>, {others}.</my-talk></dd>"
        for n, (title, first, others) in enumerate(
            (
                ("Solvers that rest at night", "Ana Sample", "Ben Muster and Carla Beispiel"),
                ("Bandits in the search tree", "Dan Probe", "Eva Modell and Finn Ejemplo"),
                ("Tables with many holes", "Gita Ensayo", "Hana Gast and Ivo Prueba"),
            )
        )
    )
    page = (
        "<div><my-session>Session A (Young researchers)</my-session><my-room>Zoom</my-room>"
        f"<my-chair>Chaired by <my-name>Otto Leiter</my-name></my-chair><dl>{talks}</dl></div>"
    )
    expect_talks(
        "html",
        _PAGE.format(page),
        [
            ("Solvers that rest at night", ["Ana Sample", "Ben Muster", "Carla Beispiel"], ["0.pdf"]),
            ("Bandits in the search tree", ["Dan Probe", "Eva Modell", "Finn Ejemplo"], ["1.pdf"]),
            ("Tables with many holes", ["Gita Ensayo", "Hana Gast", "Ivo Prueba"], ["2.pdf"]),
        ],
    )


_CONTENTS = """\
          WORKSHOP ON OLD MAPS

             PROCEEDINGS

            9-10 June 1992

          National Library
          Washington, D.C.

          TABLE OF CONTENTS

   Session I.  Paper and what it is good for
      Otto Leiter (Moderator)
      Ana Sample, {0}
      Ben Muster, {1}
         Discussion

   Session II.  Show and tell
      Carla Beispiel, {2}
         Discussion
      Dan Probe and Eva Modell, {3}
         Discussion
      Finn Ejemplo, {4}
"""


def test_a_table_of_contents_lists_name_and_title_line_by_line(expect_talks: Expect) -> None:
    titles = [
        "Overview",
        "Beyond the Scholar",
        "Coast Project",
        "The Papers of Old Captains",
        "Valley mathematics books",
    ]
    names = [["Ana Sample"], ["Ben Muster"], ["Carla Beispiel"], ["Dan Probe", "Eva Modell"], ["Finn Ejemplo"]]
    expect_talks("txt", _CONTENTS.format(*titles), list(zip(titles, names, strict=True)))


def test_bodies_behind_names_are_no_titles(
    talks_of: Callable[[str, str], list[tuple[str, list[str], list[str]]]],
) -> None:
    bodies = ["Port Office", "Hill University", "Coast Project", "Ministry of Fisheries", "Valley Trust"]
    titles = {title for title, _, _ in talks_of("txt", _CONTENTS.format(*bodies))}
    assert titles.isdisjoint(bodies)
