# ruff: noqa: E501, W291 (lines of pages are as long as they are, and end as they do)
"""Programmes in saved text and in Markdown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Talks = list[tuple[str, list[str], list[str]]]

LAYOUTS: dict[str, tuple[str, str, Talks]] = {
    "an agenda of times, each with a title and a labelled speaker below": (
        "txt",
        """\
Regional Workshop on Village Energy
Suva, Fiji, 4-5 May 2015

PROGRAMME

Monday, 4 May 2015

08:30 - 09:00 Registration

09:00 - 09:30 Opening session
Welcome remarks by Mr. Tomasi Vula, Director, Energy Office

09:30 - 10:00 Financing solar mills on small islands
Speaker: Dr. Ana Sample, Senior Adviser, Ministry of Trade, Fiji

10:00 - 10:30 Coffee break

10:30 - 11:00 Lessons from mini-grids in Kiribati
Speaker: Ms. Bea Muster, Head, Grid Unit, National Power Board, Kiribati

11:00 - 11:30 Standards for battery recycling
Speakers: Mr. Carl Model and Ms. Dora Beispiel, Standards Institute, Samoa

12:00 - 13:30 Lunch
""",
        [
            ("Financing solar mills on small islands", ["Ana Sample"], []),
            ("Lessons from mini-grids in Kiribati", ["Bea Muster"], []),
            ("Standards for battery recycling", ["Carl Model", "Dora Beispiel"], []),
        ],
    ),
    "bullets of title, dash and speaker": (
        "txt",
        """\
Workshop on Mountain Farming

Technical presentations

• Terraces and erosion - Ana Sample, Hill University
• Goats in the forest - Ben Muster, Forest Agency
• Seed banks run by villages - Carla Beispiel, Seed Trust
""",
        [
            ("Terraces and erosion", ["Ana Sample"], []),
            ("Goats in the forest", ["Ben Muster"], []),
            ("Seed banks run by villages", ["Carla Beispiel"], []),
        ],
    ),
    "a Markdown table with heads": (
        "md",
        """\
# Workshop on Tide Mills

| Time | Talk | Speaker |
|------|------|---------|
| 9:00 | Welcome | |
| 9:30 | [Mills of Brittany](mills.pdf) | Ana Sample (Rennes) |
| 10:00 | Stone, wood and iron | Ben Muster, Carla Beispiel |
| 10:30 | Coffee | |
""",
        [
            ("Mills of Brittany", ["Ana Sample"], ["mills.pdf"]),
            ("Stone, wood and iron", ["Ben Muster", "Carla Beispiel"], []),
        ],
    ),
    "a Markdown list of bold titles with speakers behind a dash": (
        "md",
        """\
# Schedule

- 09:00 **Mills of Brittany** — Ana Sample (Université de Rennes) ([slides](a.pdf))
- 09:30 **Stone, wood and iron** — Ben Muster (Mill Museum)
- 10:00 Coffee break
- 10:30 **The last miller** — Carla Beispiel (Film Archive) ([video](https://v.example/1))
""",
        [
            ("Mills of Brittany", ["Ana Sample"], ["a.pdf"]),
            ("Stone, wood and iron", ["Ben Muster"], []),
            ("The last miller", ["Carla Beispiel"], ["https://v.example/1"]),
        ],
    ),
    "Markdown headings with times as titles and speakers in italics": (
        "md",
        """\
# Tide Mills 2019

## Day 1

### 09:00 Mills of Brittany
*Ana Sample, Université de Rennes*

Mills stood at every river mouth. This talk counts them and asks who paid for them.

### 10:00 Stone, wood and iron
*Ben Muster, Mill Museum*

Materials decide how long a mill lasts. We look at ninety of them.
""",
        [("Mills of Brittany", ["Ana Sample"], []), ("Stone, wood and iron", ["Ben Muster"], [])],
    ),
    "columns of saved text set apart by blanks": (
        "txt",
        """\
Schedule of the workshop

09:00-09:30   Ana Sample       Mills of Brittany
09:30-10:00   Ben Muster       Stone, wood and iron
10:00-10:30   Coffee
10:30-11:00   Carla Beispiel   The last miller
""",
        [
            ("Mills of Brittany", ["Ana Sample"], []),
            ("Stone, wood and iron", ["Ben Muster"], []),
            ("The last miller", ["Carla Beispiel"], []),
        ],
    ),
    "two plain lines a talk, the title first": (
        "txt",
        """\
Papers presented

Terraces and erosion in the Andes
Ana Sample, Hill University

Goats in the forest
Ben Muster, Forest Agency

Seed banks run by villages
Carla Beispiel, Seed Trust
""",
        [
            ("Terraces and erosion in the Andes", ["Ana Sample"], []),
            ("Goats in the forest", ["Ben Muster"], []),
            ("Seed banks run by villages", ["Carla Beispiel"], []),
        ],
    ),
    "two plain lines a talk, the speaker first": (
        "txt",
        """\
Papers presented

Ana Sample, Hill University
Terraces and erosion in the Andes

Ben Muster, Forest Agency
Goats in the forest

Carla Beispiel, Seed Trust
Seed banks run by villages
""",
        [
            ("Terraces and erosion in the Andes", ["Ana Sample"], []),
            ("Goats in the forest", ["Ben Muster"], []),
            ("Seed banks run by villages", ["Carla Beispiel"], []),
        ],
    ),
    "lines of time, title and speaker in brackets": (
        "txt",
        """\
Programme

10:00 Terraces and erosion (Ana Sample, Hill University)
10:30 Goats in the forest (Ben Muster, Forest Agency)
11:00 Coffee
11:15 Seed banks run by villages (Carla Beispiel, Seed Trust)
""",
        [
            ("Terraces and erosion", ["Ana Sample"], []),
            ("Goats in the forest", ["Ben Muster"], []),
            ("Seed banks run by villages", ["Carla Beispiel"], []),
        ],
    ),
    "lines labelled title, speaker, affiliation and date": (
        "txt",
        """\
Seminar series

Title: Terraces and erosion
Speaker: Ana Sample
Affiliation: Hill University
Date: 3 May 2011

Title: Goats in the forest
Speaker: Ben Muster
Affiliation: Forest Agency
Date: 10 May 2011
""",
        [("Terraces and erosion", ["Ana Sample"], []), ("Goats in the forest", ["Ben Muster"], [])],
    ),
    "numbered titles in capitals over indented speakers": (
        "txt",
        """\
SEMINAR ON SMALL HARBOURS

TECHNICAL SESSION 1: PLANNING

1. HARBOURS WITHOUT DREDGING
   Mr. Ana Sample, Port Authority of Suva, Fiji

2. WHARVES OF COCONUT WOOD
   Dr. Ben Muster, Timber Institute, Samoa

TECHNICAL SESSION 2: SAFETY

3. LIGHTS FOR FISHING BOATS
   Ms. Carla Beispiel, Maritime School, Tonga
""",
        [
            ("HARBOURS WITHOUT DREDGING", ["Ana Sample"], []),
            ("WHARVES OF COCONUT WOOD", ["Ben Muster"], []),
            ("LIGHTS FOR FISHING BOATS", ["Carla Beispiel"], []),
        ],
    ),
    "columns of saved text set apart by tabs": (
        "txt",
        """\
Programme

9.00\tTerraces and erosion\tAna Sample
9.30\tGoats in the forest\tBen Muster
10.00\tCoffee
10.30\tWorms at work\tCarla Beispiel
""",
        [
            ("Terraces and erosion", ["Ana Sample"], []),
            ("Goats in the forest", ["Ben Muster"], []),
            ("Worms at work", ["Carla Beispiel"], []),
        ],
    ),
    "a numbered Markdown list of speaker and quoted title": (
        "md",
        """\
## Invited talks

1. Ana Sample (Hill University): "Terraces and erosion" ([PDF](a.pdf))
2. Ben Muster (Forest Agency): "Goats in the forest" ([PDF](b.pdf))
""",
        [("Terraces and erosion", ["Ana Sample"], ["a.pdf"]), ("Goats in the forest", ["Ben Muster"], ["b.pdf"])],
    ),
    "lines of time, speaker and title between dashes": (
        "txt",
        """\
Agenda

9:00 - 9:30 - Ana Sample - Terraces and erosion
9:30 - 10:00 - Ben Muster - Goats in the forest
10:00 - 10:30 - Break
10:30 - 11:00 - Carla Beispiel - Worms at work
""",
        [
            ("Terraces and erosion", ["Ana Sample"], []),
            ("Goats in the forest", ["Ben Muster"], []),
            ("Worms at work", ["Carla Beispiel"], []),
        ],
    ),
    "talk lines with honorifics and link labels below": (
        "txt",
        """\
Technical Session I

Financing small firms - Dr. Ana Sample, Adviser, Ministry of Trade, Fiji
View Presentation | View White Paper

Testing laboratories as a service - Mr. Ben Muster, Director, Standards Institute, Samoa
View Presentation
""",
        [("Financing small firms", ["Ana Sample"], []), ("Testing laboratories as a service", ["Ben Muster"], [])],
    ),
    "saved text with four-digit times and speakers below on indented lines": (
        "txt",
        """\
Regional Conference on Flood Insurance

Home | About | Contact

Day 1: 12 September 2011

0900-0930  Registration
0930-1000  Opening Remarks
           Ms. Ana Sample, Vice President, Coast Bank
1000-1045  Why premiums fail the poor
           Mr. Ben Muster, Director, Insurance Commission, Philippines
1045-1100  Coffee Break
1100-1145  Satellite triggers for payouts
           Dr. Carla Beispiel, Senior Scientist, Space Institute, Japan
1145-1230  Cooperatives as insurers
           Mr. Dan Model, Chairman, Farmers Union, India
1230-1400  Lunch
""",
        [
            ("Why premiums fail the poor", ["Ben Muster"], []),
            ("Satellite triggers for payouts", ["Carla Beispiel"], []),
            ("Cooperatives as insurers", ["Dan Model"], []),
        ],
    ),
    "persons with office, a dash and a title under the word Speakers": (
        "txt",
        """\
Session 3: Partnerships for clean water

Moderator: Ms. Eve Vorbild, UNESCAP

Speakers:
• Mr. Ana Sample, Water Board, Fiji – Community taps that pay for themselves
• Ms. Ben Muster, Ministry of Health, Samoa – Testing rainwater at school
• Dr. Carla Beispiel, University of the South, Fiji – Wells after the storm
""",
        [
            ("Community taps that pay for themselves", ["Ana Sample"], []),
            ("Testing rainwater at school", ["Ben Muster"], []),
            ("Wells after the storm", ["Carla Beispiel"], []),
        ],
    ),
    "a Markdown list of times, italic titles and speakers in brackets": (
        "md",
        """\
## Programme

**Morning**

* 9:00: *Terraces and erosion* (Ana Sample, Hill University) [slides](a.pdf)
* 9:45: *Goats in the forest* (Ben Muster, Forest Agency) [slides](b.pdf)

**Afternoon**

* 14:00: *Worms at work* (Carla Beispiel, Soil Institute)
""",
        [
            ("Terraces and erosion", ["Ana Sample"], ["a.pdf"]),
            ("Goats in the forest", ["Ben Muster"], ["b.pdf"]),
            ("Worms at work", ["Carla Beispiel"], []),
        ],
    ),
    "Markdown items of title over authors, with front matter": (
        "md",
        """\
---
layout: page
title: Programme
---
### Session 1 (9:00 - 10:30)

- Terraces and erosion  
  Ana Sample, Ben Muster
- Goats in the forest  
  Carla Beispiel

### Session 2 (11:00 - 12:30)

- Worms at work  
  Dan Model
""",
        [
            ("Terraces and erosion", ["Ana Sample", "Ben Muster"], []),
            ("Goats in the forest", ["Carla Beispiel"], []),
            ("Worms at work", ["Dan Model"], []),
        ],
    ),
    "a numbered list of titles with speaker and country": (
        "txt",
        """\
List of Presentations

1. Terraces and erosion – Ana Sample (Peru)
2. Goats in the forest – Ben Muster (Nepal)
3. Worms at work – Carla Beispiel (Chile)
""",
        [
            ("Terraces and erosion", ["Ana Sample"], []),
            ("Goats in the forest", ["Ben Muster"], []),
            ("Worms at work", ["Carla Beispiel"], []),
        ],
    ),
    "numbered titles over name, role and organisation on lines of their own": (
        "txt",
        """\
Seminar on Export Credit for Small Firms
Lima, 14-15 March 2013

DAY 1

SESSION I – THE NEED FOR CREDIT
Chair: Mr Pedro Ejemplo, Central Bank

1.1 Why small firms do not export
    Dr Ana Sample
    Professor of Economics
    Hill University, Peru

1.2 What banks ask for
    Mr Ben Muster
    Head of Lending
    Forest Bank, Chile

SESSION II – INSTRUMENTS
Chair: Ms Eve Vorbild, Trade Promotion Office

2.1 Guarantees without paper
    Ms Carla Beispiel
    Director
    Guarantee Fund, Mexico
""",
        [
            ("Why small firms do not export", ["Ana Sample"], []),
            ("What banks ask for", ["Ben Muster"], []),
            ("Guarantees without paper", ["Carla Beispiel"], []),
        ],
    ),
    "saved text with a menu above and notices below": (
        "txt",
        """\
Skip to main content
Home
About us
Publications
Events
Contact

Search

Regional Forum on Reef Tourism
Nadi, Fiji | 7-9 June 2016

Presentations

Session 1: Reefs and visitors

Counting divers from the air
Ana Sample, Reef Institute

Fees that divers like to pay
Ben Muster, Park Authority

Session 2: Repair

Growing corals in hotels
Carla Beispiel, Ocean Trust

Copyright 2016 Reef Forum
Terms of use | Privacy
""",
        [
            ("Counting divers from the air", ["Ana Sample"], []),
            ("Fees that divers like to pay", ["Ben Muster"], []),
            ("Growing corals in hotels", ["Carla Beispiel"], []),
        ],
    ),
    "a Markdown table of times and events": (
        "md",
        """\
| Time | Event |
| --- | --- |
| 09:00–09:15 | Opening remarks |
| 09:15–10:00 | **Keynote:** Ana Sample (Hill University), *Terraces and erosion* |
| 10:00–10:30 | Coffee |
| 10:30–11:00 | Ben Muster (Forest Agency), *Goats in the forest* |
| 11:00–11:30 | Carla Beispiel (Soil Institute), *Worms at work* |
""",
        [
            ("Terraces and erosion", ["Ana Sample"], []),
            ("Goats in the forest", ["Ben Muster"], []),
            ("Worms at work", ["Carla Beispiel"], []),
        ],
    ),
    "titles wrapped over two lines of saved text": (
        "txt",
        """\
Technical papers

A survey of traditional fish ponds on the southern coast and
what they tell about the climate of the past
Dr. Ana Sample, Fish Institute, Fiji

Low-cost ice for small boats
Mr. Ben Muster, Cold Chain Ltd, Samoa
""",
        [
            (
                "A survey of traditional fish ponds on the southern coast and what they tell about the climate of the past",
                ["Ana Sample"],
                [],
            ),
            ("Low-cost ice for small boats", ["Ben Muster"], []),
        ],
    ),
    "quoted titles with a dash before the speaker, in sessions with chairs": (
        "txt",
        """\
Seminar on Road Safety

Session 1. Data for safer roads
Chair: Ms. Eve Vorbild (World Road Bank)

"Counting crashes by phone" – Mr. Ana Sample (Ministry of Transport, Ghana)
"Speed cameras and trust" – Dr. Ben Muster (University of the Coast)

Session 2. Vehicles
Chair: Mr. Dan Model

"Old buses, new brakes" – Ms. Carla Beispiel (Bus Association)
""",
        [
            ("Counting crashes by phone", ["Ana Sample"], []),
            ("Speed cameras and trust", ["Ben Muster"], []),
            ("Old buses, new brakes", ["Carla Beispiel"], []),
        ],
    ),
    "times with titles, speakers with roles indented below, and group work among them": (
        "txt",
        """\
PROGRAMME OF THE WORKSHOP

Tuesday 4 March

09:00  Opening
       Dr Ana Sample, Regional Director
09:30  Objectives of the workshop
       Dr Ben Muster, Regional Adviser
10:00  Malaria in border villages: what the data say
       Dr Carla Beispiel, National Institute of Malaria
10:30  Tea break
11:00  Bed nets that people use
       Ms Dina Model, Net Works
11:30  Discussion
12:00  Lunch
13:30  Group work 1: Mapping cases
15:00  Plenary: reports of groups
16:00  Close
""",
        [
            ("Objectives of the workshop", ["Ben Muster"], []),
            ("Malaria in border villages: what the data say", ["Carla Beispiel"], []),
            ("Bed nets that people use", ["Dina Model"], []),
        ],
    ),
    "numbered titles over names with degrees": (
        "txt",
        """\
Technical Session on Seeds

1. Seed banks run by villages
   Ana Sample, PhD
   Seed Trust, Kenya

2. Laws on seed exchange
   Ben Muster, LL.M.
   Law Faculty, Uganda
""",
        [("Seed banks run by villages", ["Ana Sample"], []), ("Laws on seed exchange", ["Ben Muster"], [])],
    ),
    "bullets of time and title with speakers as bullets below": (
        "txt",
        """\
Meeting on Wells

Agenda

* 9:00 Welcome (Dan Model)
* 9:15 Wells after the storm
    - Ana Sample, Water Board
* 9:45 Testing rainwater at school
    - Bea Muster, Ministry of Health
* 10:15 Break
* 10:30 Pumps without diesel
    - Carl Beispiel, Pump Works
""",
        [
            ("Wells after the storm", ["Ana Sample"], []),
            ("Testing rainwater at school", ["Bea Muster"], []),
            ("Pumps without diesel", ["Carl Beispiel"], []),
        ],
    ),
    "titles that hold colons and dashes before a dash and the speaker": (
        "txt",
        """\
Seminar programme

09:00 - 09:30  Wells: a history - Ana Sample
09:30 - 10:00  Rain: friend or foe? - Bea Muster
10:00 - 10:30  Pumps - old and new - Carl Beispiel
""",
        [
            ("Wells: a history", ["Ana Sample"], []),
            ("Rain: friend or foe?", ["Bea Muster"], []),
            ("Pumps - old and new", ["Carl Beispiel"], []),
        ],
    ),
    "plain lines of speaker, colon and title": (
        "txt",
        """\
Talks at the meeting

Ana Sample: Wells after the storm
Bea Muster: Testing rainwater at school
Carl Beispiel: Pumps without diesel
""",
        [
            ("Wells after the storm", ["Ana Sample"], []),
            ("Testing rainwater at school", ["Bea Muster"], []),
            ("Pumps without diesel", ["Carl Beispiel"], []),
        ],
    ),
    "Chinese lines of time and title over labelled speakers": (
        "txt",
        """\
乡村能源研讨会议程

上午
09:00-09:30 农村沼气发展的政策分析
报告人：张伟（中国农业大学）
09:30-10:00 小水电与生态补偿
报告人：李晓明（水利部）
10:00-10:20 茶歇
""",
        [("农村沼气发展的政策分析", ["张伟"], []), ("小水电与生态补偿", ["李晓明"], [])],
    ),
}


@pytest.mark.parametrize(("kind", "page", "talks"), LAYOUTS.values(), ids=LAYOUTS)
def test_talks_are_found_in_text(
    expect_talks: Callable[[str, str, Talks], None], kind: str, page: str, talks: Talks
) -> None:
    expect_talks(kind, page, talks)
