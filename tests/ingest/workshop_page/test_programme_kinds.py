# ruff: noqa: E501 (lines of pages are as long as they are)
"""Further kinds of programmes: each talk once, with its speakers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

LAYOUTS: dict[str, tuple[str, str, list[tuple[str, list[str]]]]] = {
    "boxes that fold out, each headed by time, title and speaker": (
        "html",
        """\
<h1>Workshop on Reefs</h1>
<h2>Schedule</h2>
<details><summary>9:00 Counting parrotfish by sound — Ana Sample (Reef Institute)</summary><p>This talk looks at reefs and those who live on them. We dived for two years. We found more than we hoped for.</p>
</details>
<details><summary>9:40 Corals that stand the heat — Ben Muster (Sea University)</summary><p>This talk looks at reefs and those who live on them. We dived for two years. We found more than we hoped for.</p>
</details>
<details><summary>10:40 Fishing rules by villages — Carla Beispiel (Atoll Trust)</summary><p>This talk looks at reefs and those who live on them. We dived for two years. We found more than we hoped for.</p>
</details>
""",
        [
            ("Counting parrotfish by sound", ["Ana Sample"]),
            ("Corals that stand the heat", ["Ben Muster"]),
            ("Fishing rules by villages", ["Carla Beispiel"]),
        ],
    ),
    "saved text in columns that two blanks set apart where a title is long": (
        "txt",
        """\
Regional Seminar on Rice
Manila, 3 June 2004

PROGRAMME

0900-0930   Registration
0930-1000   Rats in the paddy            Dr. Ana Sample, Rice Institute
1000-1030   Seed drills for small plots  Mr. Ben Muster, Farm Board
1030-1045   Tea break
1045-1115   Salt-proof rice              Ms. Carla Beispiel, Delta University
""",
        [
            ("Rats in the paddy", ["Ana Sample"]),
            ("Seed drills for small plots", ["Ben Muster"]),
            ("Salt-proof rice", ["Carla Beispiel"]),
        ],
    ),
    "rooms as columns, a talk in each cell": (
        "html",
        """\
<h1>Conference on Roads</h1>
<table><tr><th>Time</th><th>Room A</th><th>Room B</th></tr>
<tr><td>9:00</td><td><b>Gravel that lasts</b><br>Ana Sample, Road Board</td><td><b>Bridges of bamboo</b><br>Ben Muster, Hill University</td></tr>
<tr><td>9:30</td><td><b>Paying for potholes</b><br>Carla Beispiel, City Lab</td><td><b>Ferries or bridges?</b><br>Dan Modell, River Institute</td></tr>
<tr><td>10:00</td><td colspan=2>Coffee break</td></tr>
<tr><td>10:30</td><td><b>Signs for the blind</b><br>Eva Vorlage, Sight Trust</td><td><b>Trucks at night</b><br>Finn Probe, Port University</td></tr>
</table>
""",
        [
            ("Gravel that lasts", ["Ana Sample"]),
            ("Bridges of bamboo", ["Ben Muster"]),
            ("Paying for potholes", ["Carla Beispiel"]),
            ("Ferries or bridges?", ["Dan Modell"]),
            ("Signs for the blind", ["Eva Vorlage"]),
            ("Trucks at night", ["Finn Probe"]),
        ],
    ),
    "days as columns, a speaker over a title in each cell": (
        "html",
        """\
<h1>School on Snow</h1>
<table><tr><th></th><th>Monday</th><th>Tuesday</th></tr>
<tr><td>9:00</td><td>Ana Sample<br><i>Snow as sound</i></td><td>Ben Muster<br><i>Snow on roofs</i></td></tr>
<tr><td>10:00</td><td>Carla Beispiel<br><i>Snow and sheep</i></td><td>Dan Modell<br><i>Snow in song</i></td></tr>
<tr><td>11:00</td><td>Coffee</td><td>Coffee</td></tr>
</table>
""",
        [
            ("Snow as sound", ["Ana Sample"]),
            ("Snow on roofs", ["Ben Muster"]),
            ("Snow and sheep", ["Carla Beispiel"]),
            ("Snow in song", ["Dan Modell"]),
        ],
    ),
    "several talks in the cell of their session": (
        "html",
        """\
<h1>Workshop on Dust</h1>
<table><tr><td>9:00-10:30</td><td><b>Session 1: Sources</b><br>Chair: Prof. Max Leiter<br>Dust from mines - Ana Sample (Hill University)<br>Dust from roads - Ben Muster (Road Board)<br>Dust from fields - Carla Beispiel (Farm Institute)</td></tr>
<tr><td>10:30</td><td>Break</td></tr>
<tr><td>11:00-12:00</td><td><b>Session 2: Lungs</b><br>Chair: Dr. Eva Vorlage<br>Masks at school - Dan Modell (Health Office)<br>Asthma maps - Fay Probe (City Lab)</td></tr>
</table>
""",
        [
            ("Dust from mines", ["Ana Sample"]),
            ("Dust from roads", ["Ben Muster"]),
            ("Dust from fields", ["Carla Beispiel"]),
            ("Masks at school", ["Dan Modell"]),
            ("Asthma maps", ["Fay Probe"]),
        ],
    ),
    "name, dash and organisation over a title in quotes": (
        "html",
        """\
<h1>Symposium on Tides</h1>
<ol><li>Ana Sample – Sea University<br>"Tides and towns"</li>
<li>Ben Muster – Coast Agency<br>"Dykes that breathe"</li>
<li>Carla Beispiel – Salt Institute<br>"Marshes for money"</li>
</ol>
""",
        [
            ("Tides and towns", ["Ana Sample"]),
            ("Dykes that breathe", ["Ben Muster"]),
            ("Marshes for money", ["Carla Beispiel"]),
        ],
    ),
    "agenda items with a country or a person as presenter, and documents": (
        "html",
        """\
<h1>Regional Workshop on Census</h1>
<p>Bangkok, 3 May 2010</p>
<table border=1><tr><td><b>Agenda item</b></td><td><b>Presenter</b></td><td><b>Documents</b></td></tr>
<tr><td>Item 1. Opening</td><td></td><td></td></tr>
<tr><td>Item 2. Counting nomads</td><td>Mongolia</td><td><a href="mn.pdf">Presentation</a></td></tr>
<tr><td>Item 3. Maps for enumerators</td><td>Ms. Ana Sample, Statistics Office, Fiji</td><td><a href="fj.pdf">Presentation</a></td></tr>
<tr><td>Item 4. Tablets in the field</td><td>Mr. Ben Muster, Bureau of Census, Nepal</td><td><a href="np.pdf">Presentation</a></td></tr>
</table>
""",
        [
            ("Counting nomads", []),
            ("Maps for enumerators", ["Ana Sample"]),
            ("Tablets in the field", ["Ben Muster"]),
        ],
    ),
    "authors as references have them before titles in italics": (
        "html",
        """\
<h1>Papers of the Workshop on Peat</h1>
<ul><li>Sample, A. and Muster, B.: <i>Peat in the north</i> <a href="p1.pdf">pdf</a></li>
<li>Beispiel, C.: <i>Peat fires at night</i> <a href="p2.pdf">pdf</a></li>
<li>Modell, D. and Vorlage, E.: <i>Rewetting with beavers</i> <a href="p3.pdf">pdf</a></li>
</ul>
""",
        [
            ("Peat in the north", ["A. Sample", "B. Muster"]),
            ("Peat fires at night", ["C. Beispiel"]),
            ("Rewetting with beavers", ["D. Modell", "E. Vorlage"]),
        ],
    ),
    "numbered themes in cells over labelled speakers": (
        "html",
        """\
<h1>WIPO Regional Seminar on Geographical Indications</h1>
<p>Hanoi, 3 and 4 May 2011</p>
<h2>PROGRAM</h2>
<p><b>Monday, May 3</b></p>
<table><tr><td>9.00 – 9.15</td><td>Opening Ceremony<br>Welcome addresses by: Mr. Max Gast, Director, National Office</td></tr>
<tr><td>9.15 – 10.00</td><td><b>Theme 1: Legal protection of place names</b><br>Speaker: Ms. Ana Sample, Senior Counsellor, WIPO, Geneva</td></tr>
<tr><td>10.00 – 10.15</td><td>Coffee Break</td></tr>
<tr><td>10.15 – 11.00</td><td><b>Theme 2: Tea, silk and cheese: case studies</b><br>Speakers: Mr. Ben Muster, Tea Board, Darjeeling, India<br>Ms. Carla Beispiel, Silk Association, Lyon, France</td></tr>
<tr><td>11.00</td><td><b>Theme 3: Controls by farmers</b><br>Speaker: Mr. Dan Modell, Farm Union, Vienna, Austria</td></tr>
</table>
""",
        [
            ("Legal protection of place names", ["Ana Sample"]),
            ("Tea, silk and cheese: case studies", ["Ben Muster", "Carla Beispiel"]),
            ("Controls by farmers", ["Dan Modell"]),
        ],
    ),
    "a Markdown table whose titles are links and whose first author is bold": (
        "md",
        """\
---
title: "BOATS 2020"
---
## Program

| Time | Title | Authors |
|------|-------|---------|
| 09:00 | Opening | |
| 09:10 | [Hulls of hemp](p/1.pdf) ([slides](s/1.pdf)) | **Ana Sample** (Hill University), Ben Muster (Port Lab) |
| 09:40 | [Sails by computer](p/2.pdf) | Carla Beispiel (Sail Institute) |
| 10:10 | Coffee break | |
| 10:40 | Keynote: [Ships without crews](p/3.pdf) | Dan Modell (Ocean College) |
""",
        [
            ("Hulls of hemp", ["Ana Sample", "Ben Muster"]),
            ("Sails by computer", ["Carla Beispiel"]),
            ("Ships without crews", ["Dan Modell"]),
        ],
    ),
    "panels with a moderator and a list of panelists": (
        "html",
        """\
<h1>Forum on Ports</h1>
<p><b>9:00 Panel 1: Who owns the harbour?</b></p>
<p>Moderator: Ana Sample, Port Union</p>
<p>Panelists:</p>
<ul><li>Ben Muster, Port of Suva</li>
<li>Carla Beispiel, Harbour Bank</li>
</ul>
<p><b>10:30 Panel 2: Green cranes</b></p>
<p>Moderator: Dan Modell, Crane Club</p>
<p>Panelists:</p>
<ul><li>Eva Vorlage, Green Port</li>
<li>Finn Probe, Sun Cranes</li>
</ul>
""",
        [
            ("Who owns the harbour?", ["Ben Muster", "Carla Beispiel"]),
            ("Green cranes", ["Eva Vorlage", "Finn Probe"]),
        ],
    ),
    "title and speaker in rows of their own": (
        "html",
        """\
<h1>Workshop on Wool</h1>
<table><tr><td>10:00</td><td>Sheep that shed</td></tr>
<tr><td></td><td>Ana Sample, Hill University</td></tr>
<tr><td>10:30</td><td>Dye from lichen</td></tr>
<tr><td></td><td>Ben Muster, Dye Works</td></tr>
<tr><td>11:00</td><td>Felt for walls</td></tr>
<tr><td></td><td>Carla Beispiel, House Lab</td></tr>
</table>
""",
        [
            ("Sheep that shed", ["Ana Sample"]),
            ("Dye from lichen", ["Ben Muster"]),
            ("Felt for walls", ["Carla Beispiel"]),
        ],
    ),
    "a country before the speaker and a linked title behind a dash": (
        "html",
        """\
<h1>Training Course on Tsunami</h1>
<h3>Country presentations</h3>
<ul><li>Fiji: Ms. Ana Sample, Disaster Office – <a href="f.pdf">Sirens on the coast</a></li>
<li>Tonga: Mr. Ben Muster, Weather Service – <a href="t.pdf">Drills at school</a></li>
<li>Samoa: Ms. Carla Beispiel, Red Cross – <a href="s.pdf">Maps on boats</a></li>
</ul>
""",
        [
            ("Sirens on the coast", ["Ana Sample"]),
            ("Drills at school", ["Ben Muster"]),
            ("Maps on boats", ["Carla Beispiel"]),
        ],
    ),
    "hard-wrapped numbered papers in quotes": (
        "txt",
        """\
NATIONAL SEMINAR ON SMALL TANNERIES
Kanpur, 3-4 May 1998

The following papers were presented:

1. "Lime in closed drums" by Dr. A. Sample, Leather Institute,
   Kanpur
2. "Hair saved, not burnt" by Mr. B. Muster, Hides Ltd, Agra
3. "Selling splits to glue makers" by Ms. C. Beispiel and Mr. D. Modell,
   Glue Association, Delhi
""",
        [
            ("Lime in closed drums", ["A. Sample"]),
            ("Hair saved, not burnt", ["B. Muster"]),
            ("Selling splits to glue makers", ["C. Beispiel", "D. Modell"]),
        ],
    ),
    "boxes that begin with the same room": (
        "html",
        """\
<h1>BOOTS Workshop 2022</h1>
<div class="day"><h3>Friday, June 3</h3>
<div class="slot"><div class="time">9:00 AM</div>
<div class="info"><div class="room">Room 204</div>
<div class="title">Leather and lye</div>
<div class="people">Ana Sample • Hill University</div>
</div>
</div>
<div class="slot"><div class="time">9:45 AM</div>
<div class="info"><div class="room">Room 204</div>
<div class="title">Soles that breathe</div>
<div class="people">Ben Muster • Shoe Lab</div>
</div>
</div>
<div class="slot"><div class="time">10:30 AM</div>
<div class="info"><div class="room">Room 204</div>
<div class="title">Break</div>
<div class="people"></div>
</div>
</div>
<div class="slot"><div class="time">11:00 AM</div>
<div class="info"><div class="room">Room 204</div>
<div class="title">Walking data</div>
<div class="people">Carla Beispiel • Foot Clinic</div>
</div>
</div>
</div>
""",
        [
            ("Leather and lye", ["Ana Sample"]),
            ("Soles that breathe", ["Ben Muster"]),
            ("Walking data", ["Carla Beispiel"]),
        ],
    ),
    "biographies and abstracts beside each other in the rows of a table with dates": (
        "html",
        """\
<h1>Lecture Series on Tea</h1>
<table><tr><td>3 Oct</td><td><b>Ana Sample</b><br>Ana Sample is professor at the Hill University. She studied tea in five countries and has written about its trade. Her work was shown in museums and on television many times.</td><td><b>Tea and sugar</b><br>In this lecture we follow tea from the bush to the cup. We ask who earns from it. We taste some of it as well.</td></tr>
<tr><td>10 Oct</td><td><b>Bea Muster</b><br>Bea Muster is professor at the Leaf Institute. She studied tea in five countries and has written about its trade. Her work was shown in museums and on television many times.</td><td><b>Tea on the caravan road</b><br>In this lecture we follow tea from the bush to the cup. We ask who earns from it. We taste some of it as well.</td></tr>
<tr><td>17 Oct</td><td><b>Carla Beispiel</b><br>Carla Beispiel is professor at the Cup Museum. She studied tea in five countries and has written about its trade. Her work was shown in museums and on television many times.</td><td><b>Tea bowls of Japan</b><br>In this lecture we follow tea from the bush to the cup. We ask who earns from it. We taste some of it as well.</td></tr>
</table>
""",
        [
            ("Tea and sugar", ["Ana Sample"]),
            ("Tea on the caravan road", ["Bea Muster"]),
            ("Tea bowls of Japan", ["Carla Beispiel"]),
        ],
    ),
    "sentences of presentation, speaker, organisation and title in italics": (
        "html",
        """\
<h1>Expert Group Meeting on Migration Data</h1>
<p><b>Session I: Sources</b></p>
<ul><li>Presentation by Ms. Ana Sample, Statistics Office of Fiji on <i>Border cards</i> (<a href="1.pdf">PDF</a>)</li>
<li>Presentation by Mr. Ben Muster, Census Bureau of Nepal on <i>Counting those abroad</i> (<a href="2.pdf">PDF</a>)</li>
</ul>
<p><b>Session II: Uses</b></p>
<ul><li>Presentation by Ms. Carla Beispiel, Labour Office on <i>Remittances</i> (<a href="3.pdf">PDF</a>)</li>
</ul>
""",
        [
            ("Border cards", ["Ana Sample"]),
            ("Counting those abroad", ["Ben Muster"]),
            ("Remittances", ["Carla Beispiel"]),
        ],
    ),
    "cards that begin with the same word, with country in brackets behind the organisation": (
        "html",
        """\
<h1>Agenda</h1>
<div class="day">Martes, 3 de mayo de 2022</div>
<div class="card"><b class="sort">CHARLA</b><br>8:30 a 9:30<br><b>Ana Muestra</b><br>Casa de Barro SAS <i>(Colombia)</i><br><b><i>Adobe que no se cae</i></b></div>
<div class="card"><b class="sort">CHARLA</b><br>9:30 a 10:30<br><b>Ben Ejemplo</b><br>Universidad del Lago <i>(Chile)</i><br><b><i>Techos de paja</i></b></div>
<div class="pause">10:30 a 10:45 RECESO</div>
<div class="card"><b class="sort">CHARLA</b><br>10:45 a 11:30<br><b>Carla Modelo</b><br>Empresa Ladrillo SAC <i>(Perú)</i><br><b><i>Hornos sin humo</i></b></div>
""",
        [
            ("Adobe que no se cae", ["Ana Muestra"]),
            ("Techos de paja", ["Ben Ejemplo"]),
            ("Hornos sin humo", ["Carla Modelo"]),
        ],
    ),
    "rows between pipes without a head, time, title and authors each in a row": (
        "md",
        """\
## May 3, 2022

| 9:00am - 9:15am | **Chairs' Welcome**
| |
| 9:15am - 10:00am | **Invited talk**
| | *Speaker: [Prof. Max Gast](http://gast.example/) - Department of Sails, Sea University*
| | *Title: A century of sails*
| | *Abstract: Sails have changed. We show how they were made. We sew one.*
| |
| 10:00am - 11:00am | **Paper Session 1**
| |
| | 10:00am - 10:30am
| | Hulls of hemp
| | *Ana Sample and Ben Muster*
| |
| | 10:30am - 11:00am
| | Ships without crews
| | *Carla Beispiel*
| |
| 11:00am - 11:30am | **Coffee Break**
""",
        [
            ("A century of sails", ["Max Gast"]),
            ("Hulls of hemp", ["Ana Sample", "Ben Muster"]),
            ("Ships without crews", ["Carla Beispiel"]),
        ],
    ),
    "headings over an abstract and a biography that begins with the name in bold": (
        "html",
        """\
<h2>Worms at work</h2>
<p>Worms eat leaves. This talk shows what they leave behind. We count them in ten gardens.</p>
<p><strong>Ana Sample</strong>, born in Suva, is a gardener at the palace. She has written three books on worms and leaves.</p>
<h2>Goats in the forest</h2>
<p>Goats eat young trees. In this talk we ask who lets them in. The answer is not simple.</p>
<p><strong>Ben Muster</strong> studied forestry and law. He lives with forty goats and two dogs in the hills of the north.</p>
<h2>Seeds by post</h2>
<p>Seeds travel far. The talk follows one of them. It ends in a museum.</p>
<p><strong>Dr. Carla Beispiel</strong>, a botanist, works at the post museum. She collects stamps with flowers on them.</p>
""",
        [
            ("Worms at work", ["Ana Sample"]),
            ("Goats in the forest", ["Ben Muster"]),
            ("Seeds by post", ["Carla Beispiel"]),
        ],
    ),
    "titles and speakers that run over the end of a typed line": (
        "html",
        """\
<pre>
            SEMINAR ON SMALL TANNERIES
            Kanpur, India, 9 to 12 February 1998

SESSION I: WATER
Chairman: Dr. Max Gast

   1.  Washing of hides before they are soaked - results from 14
       tanneries
       Mr. Ana Sample, Manager, River Tanners Ltd,
       Pakistan

   2.  Washing against the current
       Dr. B. Muster , Leather Board, Sri Lanka

   3.  Is salt worth its recovery?
       Ms. Carla Beispiel, Coast College, China and
       Mr. Dan Modell, consultant
</pre>
""",
        [
            ("Washing of hides before they are soaked - results from 14 tanneries", ["Ana Sample"]),
            ("Washing against the current", ["B. Muster"]),
            ("Is salt worth its recovery?", ["Carla Beispiel", "Dan Modell"]),
        ],
    ),
    "a table of documents with name, organisation and country in lines of one cell": (
        "html",
        """\
<h1>Seminar on Old Cables</h1>
<table>
<tr><td><b>No.</b></td><td><b>Title</b></td><td><b>Source</b></td><td><b>Doc.</b></td></tr>
<tr><td>1</td><td>Why cables rot</td><td>Mr. Ana Sample<br>Cable Board</td><td><a href="1.ppt"><img src="p.gif" alt="ppt"></a></td></tr>
<tr><td>2</td><td>Numbers that move</td><td>Ms. Bea Muster<br>Red Lines<br>Tunisia</td><td><a href="2.pdf"><img src="p.gif" alt="pdf"></a></td></tr>
<tr><td>3</td><td>A cable in 18 months</td><td>Mr. Carl Model and<br>Mr. Dan Modell<br>Gulf Wires<br>Qatar</td><td><a href="3.ppt"><img src="p.gif" alt="ppt"></a></td></tr>
<tr><td>4</td><td>List of participants</td><td>Cable Board</td><td><a href="4.doc"><img src="p.gif" alt="doc"></a></td></tr>
</table>
""",
        [
            ("Why cables rot", ["Ana Sample"]),
            ("Numbers that move", ["Bea Muster"]),
            ("A cable in 18 months", ["Carl Model", "Dan Modell"]),
        ],
    ),
}


@pytest.mark.parametrize(("kind", "page", "talks"), LAYOUTS.values(), ids=LAYOUTS)
def test_talks_are_found_with_their_speakers(
    expect_talks: Callable[[str, str, list[tuple[str, list[str]]]], None],
    kind: str,
    page: str,
    talks: list[tuple[str, list[str]]],
) -> None:
    expect_talks(kind, page, talks)
