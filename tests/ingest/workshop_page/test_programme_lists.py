# ruff: noqa: E501 (lines of pages are as long as they are)
"""Programmes set in lists."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Talks = list[tuple[str, list[str], list[str]]]

LAYOUTS: dict[str, tuple[str, str, Talks]] = {
    "items of title, speaker with organisation in brackets, and a link": (
        "html",
        """\
<h3>Presentations</h3>
<ul>
<li>Water pricing in dry cities, Ana Sample (National University) [<a href="1.pdf">PDF</a>]</li>
<li>Leak detection by sound, Ben Muster (Waterworks Ltd) [<a href="2.pdf">PDF</a>]</li>
<li>Who owns the well?, Carla Beispiel (Law School Graz) [<a href="3.pdf">PDF</a>]</li>
</ul>
""",
        [
            ("Water pricing in dry cities", ["Ana Sample"], ["1.pdf"]),
            ("Leak detection by sound", ["Ben Muster"], ["2.pdf"]),
            ("Who owns the well?", ["Carla Beispiel"], ["3.pdf"]),
        ],
    ),
    "a definition list of titles with their speakers": (
        "html",
        """\
<h2>Talks</h2>
<dl><dt>Cheap sensors for bridges</dt><dd>Ana Sample, Bridge Institute</dd>
<dt>Old maps, new floods</dt><dd>Ben Muster, Archive of Ghent</dd>
<dt>Why dikes fail</dt><dd>Carla Beispiel, TU Delft</dd>
</dl>
""",
        [
            ("Cheap sensors for bridges", ["Ana Sample"], []),
            ("Old maps, new floods", ["Ben Muster"], []),
            ("Why dikes fail", ["Carla Beispiel"], []),
        ],
    ),
    "items of person with office, a colon and a linked title, in sessions": (
        "html",
        """\
<p><strong>Session 1: Energy access</strong></p>
<ul>
<li>Mr. Tomasi Vula, Energy Office, Fiji: <a href="v.pdf">Village grids that last</a></li>
<li>Ms. Bea Muster, UNESCAP: <a href="m.pdf">Financing the last mile</a></li>
</ul>
<p><strong>Session 2: Policy</strong></p>
<ul>
<li>Dr. Carl Model, ADB: <a href="c.ppt">Tariffs for small islands</a></li>
</ul>
""",
        [
            ("Village grids that last", ["Tomasi Vula"], ["v.pdf"]),
            ("Financing the last mile", ["Bea Muster"], ["m.pdf"]),
            ("Tariffs for small islands", ["Carl Model"], ["c.ppt"]),
        ],
    ),
    "lists of talks within a list of sessions": (
        "html",
        """\
<ul>
<li>Session A: Soil<ul>
<li>Terraces and erosion (Ana Sample)</li>
<li>Worms at work (Ben Muster)</li>
</ul>
</li>
<li>Session B: Trees<ul>
<li>Goats in the forest (Carla Beispiel)</li>
</ul>
</li>
</ul>
""",
        [
            ("Terraces and erosion", ["Ana Sample"], []),
            ("Worms at work", ["Ben Muster"], []),
            ("Goats in the forest", ["Carla Beispiel"], []),
        ],
    ),
    "items of title, speaker and organisation, with a panel after them": (
        "html",
        """\
<h3>09:00 Session 1</h3>
<ul>
<li>Terraces and erosion, Ana Sample, Hill University</li>
<li>Goats in the forest, Ben Muster, Forest Agency</li>
<li>Seed banks run by villages, Carla Beispiel, Seed Trust</li>
</ul>
<h3>11:00 Panel: Who pays for mountains?</h3>
<p>Moderator: Dan Model (Radio Alpin)</p>
<p>Panellists: Ana Sample, Ben Muster, Eve Vorbild</p>
""",
        [
            ("Terraces and erosion", ["Ana Sample"], []),
            ("Goats in the forest", ["Ben Muster"], []),
            ("Seed banks run by villages", ["Carla Beispiel"], []),
            ("Who pays for mountains?", ["Ana Sample", "Ben Muster", "Eve Vorbild"], []),
        ],
    ),
    "items that begin with a date instead of a time": (
        "html",
        """\
<ul>
<li>3 May: Ana Sample (Hill University), Terraces and erosion</li>
<li>10 May: Ben Muster (Forest Agency), Goats in the forest</li>
<li>17 May: Carla Beispiel (Seed Trust), Seed banks run by villages</li>
</ul>
""",
        [
            ("Terraces and erosion", ["Ana Sample"], []),
            ("Goats in the forest", ["Ben Muster"], []),
            ("Seed banks run by villages", ["Carla Beispiel"], []),
        ],
    ),
    "a linked title, then its authors in italics": (
        "html",
        """\
<ol><li><a href="1.pdf">Terraces and erosion</a>. <em>Ana Sample and Ben Muster</em></li>
<li><a href="2.pdf">Goats in the forest</a>. <em>Carla Beispiel</em></li>
<li><a href="3.pdf">Worms at work</a>. <em>Dan Model, Eve Vorbild</em></li>
</ol>
""",
        [
            ("Terraces and erosion", ["Ana Sample", "Ben Muster"], ["1.pdf"]),
            ("Goats in the forest", ["Carla Beispiel"], ["2.pdf"]),
            ("Worms at work", ["Dan Model", "Eve Vorbild"], ["3.pdf"]),
        ],
    ),
    "sessions in bold with times over lists of talks": (
        "html",
        """\
<p><b>09:00 - 10:30 Session I: Policy frameworks</b></p>
<p>Moderator: Ms. Eve Vorbild, UNESCAP</p>
<ul>
<li>National plan for clean cooking, Ms. Ana Sample, Deputy Director, Ministry of Energy, Lao PDR</li>
<li>Experience of Bhutan, Mr. Ben Muster, Engineer, Department of Renewable Energy, Bhutan</li>
</ul>
<p><b>10:30 - 11:00 Coffee break</b></p>
<p><b>11:00 - 12:30 Session II: Finance</b></p>
<ul>
<li>Green bonds in small markets, Dr. Carla Beispiel, Asian Bank</li>
</ul>
""",
        [
            ("National plan for clean cooking", ["Ana Sample"], []),
            ("Experience of Bhutan", ["Ben Muster"], []),
            ("Green bonds in small markets", ["Carla Beispiel"], []),
        ],
    ),
    "a bold name, its organisation, a dash and an italic title with an icon to follow": (
        "html",
        """\
<ul>
<li><b>Ana Sample</b>, Hill University - <i>Terraces and erosion</i> <a href=a.pdf><img src=pdf.gif alt="pdf"></a></li>
<li><b>Ben Muster</b>, Forest Agency - <i>Goats in the forest</i> <a href=b.pdf><img src=pdf.gif alt="pdf"></a></li>
</ul>
""",
        [("Terraces and erosion", ["Ana Sample"], ["a.pdf"]), ("Goats in the forest", ["Ben Muster"], ["b.pdf"])],
    ),
    "speakers who each link to a home page": (
        "html",
        """\
<h1>Workshop on Hill Farming</h1>
<ul>
<li><a href="/p/1">Terraces and erosion</a><br><a href="/~ana">Ana Sample</a>, <a href="/~ben">Ben Muster</a></li>
<li><a href="/p/2">Goats in the forest</a><br><a href="/~carla">Carla Beispiel</a></li>
<li><a href="/p/3">Worms at work</a><br><a href="/~dan">Dan Model</a>, <a href="/~eve">Eve Vorbild</a></li>
</ul>
""",
        [
            ("Terraces and erosion", ["Ana Sample", "Ben Muster"], ["/p/1"]),
            ("Goats in the forest", ["Carla Beispiel"], ["/p/2"]),
            ("Worms at work", ["Dan Model", "Eve Vorbild"], ["/p/3"]),
        ],
    ),
    "a list of posters, authors over bold title": (
        "html",
        """\
<h2>Posters</h2>
<ol><li>Ana Sample, Ben Muster and Carla Beispiel<br><b>Terraces and erosion</b></li>
<li>Dan Model<br><b>Goats in the forest</b></li>
<li>Eve Vorbild, Fay Exempel<br><b>Worms at work</b></li>
</ol>
""",
        [
            ("Terraces and erosion", ["Ana Sample", "Ben Muster", "Carla Beispiel"], []),
            ("Goats in the forest", ["Dan Model"], []),
            ("Worms at work", ["Eve Vorbild", "Fay Exempel"], []),
        ],
    ),
    "a keynote under its own heading before a list of talks": (
        "html",
        """\
<h2>Keynote</h2>
<p><b>Rivers that forget</b></p>
<p>Ana Sample (Hill University)</p>
<h2>Regular talks</h2>
<ul>
<li>Goats in the forest. Ben Muster, Carla Beispiel</li>
<li>Worms at work. Dan Model</li>
<li>Seed banks run by villages. Eve Vorbild and Fay Exempel</li>
</ul>
""",
        [
            ("Rivers that forget", ["Ana Sample"], []),
            ("Goats in the forest", ["Ben Muster", "Carla Beispiel"], []),
            ("Worms at work", ["Dan Model"], []),
            ("Seed banks run by villages", ["Eve Vorbild", "Fay Exempel"], []),
        ],
    ),
    "a timetable of boxes with lengths of talks and named files": (
        "html",
        """\
<ul class="meeting-timetable"><li class="timetable-time"><span class="timetable-time">10:00</span> <span>→ 10:20</span><div class="timetable-item"><span class="timetable-title">Terraces and erosion</span> <span class="timetable-duration">20m</span><div class="speaker-list"><span>Speaker</span>: <span>Ana Sample</span> <span class="affiliation">(Hill University)</span></div><div class="material-list"><a href="a.pdf">slides.pdf</a></div></div>
</li>
<li class="timetable-time"><span class="timetable-time">10:20</span> <span>→ 10:40</span><div class="timetable-item"><span class="timetable-title">Goats in the forest</span> <span class="timetable-duration">20m</span><div class="speaker-list"><span>Speaker</span>: <span>Ben Muster</span> <span class="affiliation">(Forest Agency)</span></div><div class="material-list"><a href="b.pdf">goats-v2.pdf</a></div></div>
</li>
</ul>
""",
        [("Terraces and erosion", ["Ana Sample"], ["a.pdf"]), ("Goats in the forest", ["Ben Muster"], ["b.pdf"])],
    ),
    "accepted papers before a committee in the same sort of list": (
        "html",
        """\
<h2>Accepted Papers</h2>
<ul>
<li><b>Terraces and erosion.</b> Ana Sample, Ben Muster</li>
<li><b>Goats in the forest.</b> Carla Beispiel</li>
<li><b>Worms at work.</b> Dan Model, Eve Vorbild</li>
</ul>
<h2>Program Committee</h2>
<ul>
<li>Fay Exempel, Sea Lab</li>
<li>Gus Patron, Moss Institute</li>
<li>Hal Vorlage, Sand College</li>
</ul>
""",
        [
            ("Terraces and erosion", ["Ana Sample", "Ben Muster"], []),
            ("Goats in the forest", ["Carla Beispiel"], []),
            ("Worms at work", ["Dan Model", "Eve Vorbild"], []),
        ],
    ),
    "speaker with organisation, a dash and a quoted title": (
        "html",
        """\
<h1>Workshop on Hill Farming</h1>
<ul>
<li>Ana Sample (Hill University) - "Terraces and erosion"</li>
<li>Ben Muster (Forest Agency) - "Goats in the forest"</li>
<li>Carla Beispiel (Soil Institute) - "Worms at work"</li>
</ul>
""",
        [
            ("Terraces and erosion", ["Ana Sample"], []),
            ("Goats in the forest", ["Ben Muster"], []),
            ("Worms at work", ["Carla Beispiel"], []),
        ],
    ),
    "countries as titles, linked, with speakers in brackets": (
        "html",
        """\
<ul>
<li><a href=f.pdf>Fiji</a> (Ms. Ana Sample)</li>
<li><a href=s.pdf>Samoa</a> (Mr. Ben Muster)</li>
</ul>
""",
        [("Fiji", ["Ana Sample"], ["f.pdf"]), ("Samoa", ["Ben Muster"], ["s.pdf"])],
    ),
    "talks given by organisations alone": (
        "html",
        """\
<h1>Technical Meeting on Mini-Grids</h1>
<h2>Presentations</h2>
<ul>
<li><a href=1.pdf>Tariffs for village grids</a>, Ministry of Energy, Fiji</li>
<li><a href=2.pdf>Batteries that last</a>, Battery Institute</li>
<li><a href=3.pdf>Training local operators</a>, National Power Board, Samoa</li>
</ul>
""",
        [
            ("Tariffs for village grids", [], ["1.pdf"]),
            ("Batteries that last", [], ["2.pdf"]),
            ("Training local operators", [], ["3.pdf"]),
        ],
    ),
    "bold lecturers over titles with several files": (
        "html",
        """\
<h1>Summer School on Tides</h1>
<h2>Lectures</h2>
<ul>
<li><strong>Ana Sample</strong> (Hill University)<br>Tides for beginners [<a href="l1.pdf">lecture 1</a>] [<a href="l2.pdf">lecture 2</a>]</li>
<li><strong>Ben Muster</strong> (Harbour Institute)<br>Moon and mud [<a href="m1.pdf">lecture 1</a>]</li>
</ul>
""",
        [("Tides for beginners", ["Ana Sample"], ["l2.pdf"]), ("Moon and mud", ["Ben Muster"], ["m1.pdf"])],
    ),
    "boxes with a list of links under each talk": (
        "html",
        """\
<h2>Program</h2>
<div class="talk"><p class="talk-title">Terraces and erosion</p>
<p class="talk-speaker"><a href="https://ana.example">Ana Sample</a>, Hill University</p>
<ul>
<li><a href="s1.pdf">Slides</a></li>
<li><a href="https://video.example/1">Video</a></li>
</ul>
</div><div class="talk"><p class="talk-title">Goats in the forest</p>
<p class="talk-speaker"><a href="https://ben.example">Ben Muster</a>, Forest Agency</p>
<ul>
<li><a href="s2.pdf">Slides</a></li>
</ul>
</div>
""",
        [
            ("Terraces and erosion", ["Ana Sample"], ["s1.pdf"]),
            ("Goats in the forest", ["Ben Muster"], ["s2.pdf"]),
        ],
    ),
    "a Portuguese list of time, title and speaker between dashes": (
        "html",
        """\
<h1>Oficina sobre irrigação</h1>
<ul>
<li>9h00 - Abertura</li>
<li>9h30 - A água no sertão - João Exemplo (Universidade do Vale)</li>
<li>10h15 - Intervalo</li>
<li>10h30 - Gotejamento em pomares - Maria Modelo (Instituto da Uva)</li>
</ul>
""",
        [("A água no sertão", ["João Exemplo"], []), ("Gotejamento em pomares", ["Maria Modelo"], [])],
    ),
}


@pytest.mark.parametrize(("kind", "page", "talks"), LAYOUTS.values(), ids=LAYOUTS)
def test_talks_are_found_in_lists(
    expect_talks: Callable[[str, str, Talks], None], kind: str, page: str, talks: Talks
) -> None:
    expect_talks(kind, page, talks)
