# ruff: noqa: E501 (lines of pages are as long as they are)
"""Programmes set in tables."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Talks = list[tuple[str, list[str], list[str]]]

LAYOUTS: dict[str, tuple[str, str, Talks]] = {
    "a table by its heads, with times that span rows and a row for the day": (
        "html",
        """\
<html><body><h1>Seminar on Rural Roads</h1>
<table border=1><tr><td><b>Time</b></td><td><b>Agenda Item</b></td><td><b>Resource Person</b></td></tr>
<tr><td colspan=3><b>Day 1: 3 June 2014</b></td></tr>
<tr><td rowspan=2>09:00-10:30</td><td>Gravel roads after floods</td><td>Mr. Ravi Sample, Chief Engineer, Roads Department, Nepal</td></tr>
<tr><td>Community maintenance contracts</td><td>Ms. Lin Muster, ILO</td></tr>
<tr><td>10:30-11:00</td><td colspan=2>Tea break</td></tr>
<tr><td>11:00-12:00</td><td>Measuring access with satellites</td><td>Dr. Omar Beispiel, University of Dhaka, Bangladesh</td></tr>
</table></body></html>
""",
        [
            ("Gravel roads after floods", ["Ravi Sample"], []),
            ("Community maintenance contracts", ["Lin Muster"], []),
            ("Measuring access with satellites", ["Omar Beispiel"], []),
        ],
    ),
    "rows of time, title over speaker, and a link": (
        "html",
        """\
<h2>Agenda</h2>
<table><tr><td>9:00</td><td>Opening</td><td></td></tr>
<tr><td>9.15</td><td>Trade facilitation at land borders<br>Ms. Ana Sample, UNESCAP</td><td><a href="p/a.pdf">PDF</a></td></tr>
<tr><td>10.00</td><td>Paperless customs in practice<br>Mr. Ben Muster, Customs Service, Georgia</td><td><a href="p/b.pdf">PDF</a></td></tr>
<tr><td>10.45</td><td>Single windows: costs and benefits<br>Dr. Cho Min-ji, Korea Trade Institute</td><td><a href="p/c.pdf">PDF</a></td></tr>
</table>
""",
        [
            ("Trade facilitation at land borders", ["Ana Sample"], ["p/a.pdf"]),
            ("Paperless customs in practice", ["Ben Muster"], ["p/b.pdf"]),
            ("Single windows: costs and benefits", ["Cho Min-ji"], ["p/c.pdf"]),
        ],
    ),
    "two columns, speaker over organisation beside a linked title": (
        "html",
        """\
<table><tr><td>Ana Sample<br>Hill University</td><td><a href=a.pdf>Terraces and erosion</a></td></tr>
<tr><td>Ben Muster<br>Forest Agency</td><td><a href=b.pdf>Goats in the forest</a></td></tr>
<tr><td>Carla Beispiel<br>Seed Trust</td><td><a href=c.pdf>Seed banks run by villages</a></td></tr>
</table>
""",
        [
            ("Terraces and erosion", ["Ana Sample"], ["a.pdf"]),
            ("Goats in the forest", ["Ben Muster"], ["b.pdf"]),
            ("Seed banks run by villages", ["Carla Beispiel"], ["c.pdf"]),
        ],
    ),
    "a Japanese table with heads": (
        "html",
        """\
<h1>地域防災ワークショップ</h1>
<table><tr><th>時間</th><th>演題</th><th>講師</th></tr>
<tr><td>10:00-10:30</td><td>津波避難計画の評価</td><td>山田 太郎（東北大学）</td></tr>
<tr><td>10:30-11:00</td><td>河川水位の予測手法</td><td>鈴木 花子（京都大学）</td></tr>
<tr><td>11:00-12:00</td><td>休憩</td><td></td></tr>
</table>
""",
        [("津波避難計画の評価", ["山田 太郎"], []), ("河川水位の予測手法", ["鈴木 花子"], [])],
    ),
    "a cell of name, role and organisation on three lines": (
        "html",
        """\
<table><tr><th>Time</th><th>Title</th><th>Speaker</th></tr>
<tr><td>9:00</td><td>Terraces and erosion</td><td>Dr. Ana Sample<br>Professor<br>Hill University</td></tr>
<tr><td>9:30</td><td>Goats in the forest</td><td>Mr. Ben Muster<br>Ranger<br>Forest Agency</td></tr>
</table>
""",
        [("Terraces and erosion", ["Ana Sample"], []), ("Goats in the forest", ["Ben Muster"], [])],
    ),
    "a table without heads: time, speaker, title": (
        "html",
        """\
<table><tr><td>09:00 - 09:30</td><td>Ana Sample</td><td>Terraces and erosion</td></tr>
<tr><td>09:30 - 10:00</td><td>Ben Muster</td><td>Goats in the forest</td></tr>
<tr><td>10:00 - 10:30</td><td>Break</td><td></td></tr>
<tr><td>10:30 - 11:00</td><td>Carla Beispiel</td><td>Seed banks run by villages</td></tr>
</table>
""",
        [
            ("Terraces and erosion", ["Ana Sample"], []),
            ("Goats in the forest", ["Ben Muster"], []),
            ("Seed banks run by villages", ["Carla Beispiel"], []),
        ],
    ),
    'a table of documents with title, "by" and speaker in one cell': (
        "html",
        """\
<html><head><title>Seminar on Geographical Names</title></head><body><div id=nav><a href=/>Home</a> <a href=/m>Meetings</a></div><h1>Regional Seminar on Place Names</h1>
<p>Apia, 3 to 5 March 2009</p>
<table><tr><th>Document</th><th>Title</th><th>Language</th></tr>
<tr><td>WN/1</td><td>Names as heritage, by Ms. Ana Sample, Curator, National Museum, Apia</td><td><a href=d1.pdf>English</a></td></tr>
<tr><td>WN/2</td><td>Registering names of villages, by Mr. Ben Muster, Registrar, Land Office, Nuku'alofa</td><td><a href=d2.pdf>English</a></td></tr>
<tr><td>WN/3</td><td>Maps and courts, by Professor Carla Beispiel, University of Graz, Austria</td><td><a href=d3.pdf>English</a></td></tr>
</table></body></html>
""",
        [
            ("Names as heritage", ["Ana Sample"], ["d1.pdf"]),
            ("Registering names of villages", ["Ben Muster"], ["d2.pdf"]),
            ("Maps and courts", ["Carla Beispiel"], ["d3.pdf"]),
        ],
    ),
    "a title and a speaker, each with its label, in one cell": (
        "html",
        """\
<table><tr><td colspan=2><b>Session 2: Spectrum for villages (14:00-15:30)</b></td></tr>
<tr><td colspan=2><i>Chairman: Mr. Dan Model, Regulator, Tonga</i></td></tr>
<tr><td>14:00</td><td><b>Presentation:</b> Sharing towers on islands<br><b>Speaker:</b> Ana Sample, Telecom Authority</td></tr>
<tr><td>14:30</td><td><b>Presentation:</b> Satellites for schools<br><b>Speaker:</b> Ben Muster, Sat Company</td></tr>
<tr><td>15:00</td><td>Questions and answers</td></tr>
</table>
""",
        [("Sharing towers on islands", ["Ana Sample"], []), ("Satellites for schools", ["Ben Muster"], [])],
    ),
    "a Chinese table whose speakers have titles and organisations behind a blank": (
        "html",
        """\
<h2>会议日程</h2>
<table><tr><td>时间</td><td>报告题目</td><td>报告人</td></tr>
<tr><td>9:00-9:30</td><td>农村沼气发展的政策分析</td><td>张伟 教授 中国农业大学</td></tr>
<tr><td>9:30-10:00</td><td>小水电与生态补偿</td><td>李晓明（水利部）</td></tr>
<tr><td>10:00-10:20</td><td>茶歇</td><td></td></tr>
<tr><td>10:20-10:50</td><td>太阳能水泵的推广经验</td><td>王芳 研究员</td></tr>
</table>
""",
        [
            ("农村沼气发展的政策分析", ["张伟"], []),
            ("小水电与生态补偿", ["李晓明"], []),
            ("太阳能水泵的推广经验", ["王芳"], []),
        ],
    ),
    "rows of title, speaker with office, and a file": (
        "html",
        """\
<h3>Country presentations</h3>
<table><tr><td>Status of irrigation in Nepal</td><td>Mr. Ram Sample, Irrigation Department</td><td><a href=n.ppt>PPT</a></td></tr>
<tr><td>Status of irrigation in Laos</td><td>Ms. Kham Muster, Ministry of Agriculture</td><td><a href=l.ppt>PPT</a></td></tr>
</table>
""",
        [
            ("Status of irrigation in Nepal", ["Ram Sample"], ["n.ppt"]),
            ("Status of irrigation in Laos", ["Kham Muster"], ["l.ppt"]),
        ],
    ),
    "paragraphs in a cell: bold title, then speaker over organisation": (
        "html",
        """\
<table><tr><td>10:00</td><td><p><b>Terraces and erosion</b></p>
<p>Ana Sample<br>Hill University, Peru</p>
</td></tr>
<tr><td>10:30</td><td><p><b>Goats in the forest</b></p>
<p>Ben Muster<br>Forest Agency, Nepal</p>
</td></tr>
<tr><td>11:00</td><td><p><b>Lunch</b></p>
</td></tr>
</table>
""",
        [("Terraces and erosion", ["Ana Sample"], []), ("Goats in the forest", ["Ben Muster"], [])],
    ),
    "sessions as rows of a table whose times stand in heads": (
        "html",
        """\
<table><tr><th>9:00-10:30</th><th>Session 1: Soil</th></tr>
<tr><td>&nbsp;</td><td><b>Terraces and erosion</b><br>Ana Sample and Ben Muster</td></tr>
<tr><td>&nbsp;</td><td><b>Worms at work</b><br>Carla Beispiel</td></tr>
<tr><th>10:30-11:00</th><th>Coffee Break</th></tr>
<tr><th>11:00-12:30</th><th>Session 2: Trees</th></tr>
<tr><td>&nbsp;</td><td><b>Goats in the forest</b><br>Dan Model, Eve Vorbild</td></tr>
</table>
""",
        [
            ("Terraces and erosion", ["Ana Sample", "Ben Muster"], []),
            ("Worms at work", ["Carla Beispiel"], []),
            ("Goats in the forest", ["Dan Model", "Eve Vorbild"], []),
        ],
    ),
    "nested boxes and tables with speakers above linked-in titles": (
        "html",
        """\
<div class="day">Monday, June 3rd</div><div class="session"><div class="heading"><span class="interval">09:00-10:30</span> <span class="title">Session 1A: Soil</span></div><div class="session_chair">Chair: <a href="#">Dan Model</a></div><table class="talks"><tr class="talk"><td class="time"><a>09:00</a></td><td><div class="authors"><a href="p1">Ana Sample</a> and <a href="p2">Ben Muster</a></div><div class="title">Terraces and erosion</div><div class="abstract">ABSTRACT. Terraces hold soil. We show how much. It is surprising to many.</div></td></tr>
<tr class="talk"><td class="time"><a>09:30</a></td><td><div class="authors"><a href="p3">Carla Beispiel</a></div><div class="title">Worms at work</div></td></tr>
</table></div><div class="coffeebreak"><span class="interval">10:30-11:00</span><span class="title">Coffee Break</span></div><div class=session><div class="heading"><span class="interval">11:00-12:30</span> <span class="title">Session 1B: Trees</span></div><table class="talks"><tr class="talk"><td class="time"><a>11:00</a></td><td><div class="authors"><a href="p1">Eve Vorbild</a>, <a href="p2">Fay Exempel</a> and <a>Gus Patron</a></div><div class="title">Goats in the forest (<a href="goats.pdf">PDF</a>)</div></td></tr>
</table></div>
""",
        [
            ("Terraces and erosion", ["Ana Sample", "Ben Muster"], []),
            ("Worms at work", ["Carla Beispiel"], []),
            ("Goats in the forest", ["Eve Vorbild", "Fay Exempel", "Gus Patron"], ["goats.pdf"]),
        ],
    ),
    "a table that lays out the page, with a menu beside the programme": (
        "html",
        """\
<table width=100%><tr><td width=150 bgcolor=#eee><a href=index.html>Home</a><br><a href=cfp.html>CFP</a><br><b>Program</b><br><a href=comm.html>Committee</a></td><td><h1>Workshop on Slow Networks</h1>
<h3>Program</h3>
<p><b>8:45 - 9:00</b> Welcome</p>
<p><b>9:00 - 10:00</b> <b>Keynote:</b> <a href=k.pdf>Networks at walking pace</a><br>&nbsp;&nbsp;&nbsp;Ana Sample, <i>Hill University</i></p>
<p><b>10:00 - 10:30</b> Break</p>
<p><b>10:30 - 12:00</b> <b>Session 1: Queues</b></p>
<ul>
<li><a href=1.pdf>Waiting in line</a><br>Ben Muster, Carla Beispiel <i>(Forest Lab)</i><li><a href=2.pdf>Dropping with grace</a><br>Dan Model <i>(Radio Corp.)</i>, Eve Vorbild <i>(Hill University)</i></ul>
</td></tr>
</table>
""",
        [
            ("Networks at walking pace", ["Ana Sample"], ["k.pdf"]),
            ("Waiting in line", ["Ben Muster", "Carla Beispiel"], ["1.pdf"]),
            ("Dropping with grace", ["Dan Model", "Eve Vorbild"], ["2.pdf"]),
        ],
    ),
    "two speakers with organisations on two lines of a cell": (
        "html",
        """\
<table><tr><th>Time</th><th>Topic</th><th>Speakers</th></tr>
<tr><td>9:00&ndash;9:45</td><td>Terraces and erosion</td><td>Ana Sample, Hill University<br>Ben Muster, Forest Agency</td></tr>
<tr><td>9:45&ndash;10:30</td><td>Worms at work</td><td>Carla Beispiel, Soil Institute</td></tr>
</table>
""",
        [("Terraces and erosion", ["Ana Sample", "Ben Muster"], []), ("Worms at work", ["Carla Beispiel"], [])],
    ),
    "a table whose first column names the session over several rows": (
        "html",
        """\
<table border=1><tr><td>Session</td><td>Paper</td><td>Author(s)</td></tr>
<tr><td rowspan=2>Soil</td><td>Terraces and erosion</td><td>A. Sample, B. Muster</td></tr>
<tr><td>Worms at work</td><td>C. Beispiel</td></tr>
<tr><td rowspan=2>Trees</td><td>Goats in the forest</td><td>D. Model</td></tr>
<tr><td>Seed banks run by villages</td><td>E. Vorbild et al.</td></tr>
</table>
""",
        [
            ("Terraces and erosion", ["A. Sample", "B. Muster"], []),
            ("Worms at work", ["C. Beispiel"], []),
            ("Goats in the forest", ["D. Model"], []),
            ("Seed banks run by villages", ["E. Vorbild"], []),
        ],
    ),
    "a cell of bold name, organisation, bold title and abstract beside a photo": (
        "html",
        """\
<h1>Workshop on Hill Farming</h1>
<table><tr><td><img src=a.jpg></td><td><b>Dr. Ana Sample</b><br>Hill University<br><br><b>Terraces and erosion</b><br><br>Terraces hold soil for years and farmers know it well. We asked them how they build walls. They told us.</td></tr>
<tr><td><img src=b.jpg></td><td><b>Mr. Ben Muster</b><br>Forest Agency<br><br><b>Goats in the forest</b><br><br>Goats eat young trees. We fenced ten plots and counted. There were many more trees.</td></tr>
</table>
""",
        [("Terraces and erosion", ["Ana Sample"], []), ("Goats in the forest", ["Ben Muster"], [])],
    ),
    "a Korean table with heads": (
        "html",
        """\
<h2>프로그램</h2>
<table><tr><th>시간</th><th>발표 제목</th><th>발표자</th></tr>
<tr><td>10:00-10:30</td><td>농촌 에너지 자립 정책</td><td>김민수 (서울대학교)</td></tr>
<tr><td>10:30-11:00</td><td>소수력 발전의 경제성</td><td>이영희 (에너지연구원)</td></tr>
</table>
""",
        [("농촌 에너지 자립 정책", ["김민수"], []), ("소수력 발전의 경제성", ["이영희"], [])],
    ),
    "a table with heads for speaker, affiliation, title and slides": (
        "html",
        """\
<table><thead><tr><th>Speaker</th><th>Affiliation</th><th>Title of talk</th><th>Slides</th></tr>
</thead><tbody><tr><td>Ana Sample</td><td>Hill University</td><td>Terraces and erosion</td><td><a href=1.pdf>pdf</a></td></tr>
<tr><td>Ben Muster</td><td>Forest Agency</td><td>Goats in the forest</td><td><a href=2.pdf>pdf</a></td></tr>
</tbody></table>
""",
        [("Terraces and erosion", ["Ana Sample"], ["1.pdf"]), ("Goats in the forest", ["Ben Muster"], ["2.pdf"])],
    ),
    "a layout table of times, numbered topics and labelled speakers": (
        "html",
        """\
<table width="100%"><tr bgcolor="#003366"><td colspan="3"><font color="white">Thursday, 10 May 2001</font></td></tr>
<tr><td>9.00 a.m. - 9.30 a.m.</td><td>Registration</td><td>&nbsp;</td></tr>
<tr><td>9.30 a.m. - 10.15 a.m.</td><td>Topic 1: The protection of folk songs</td><td>Speaker: Ms. Ana Sample, Legal Officer, Culture Office, Suva</td></tr>
<tr><td>10.15 a.m. - 10.45 a.m.</td><td>Coffee break</td><td></td></tr>
<tr><td>10.45 a.m. - 12.00 noon</td><td>Topic 2: Contracts with broadcasters</td><td>Speaker: Mr. Ben Muster, Attorney, Wellington</td></tr>
</table>
""",
        [
            ("The protection of folk songs", ["Ana Sample"], []),
            ("Contracts with broadcasters", ["Ben Muster"], []),
        ],
    ),
    "a title linked over its authors in a cell beside the time": (
        "html",
        """\
<table class=prog><tr class=s><td colspan=2>Session 1. Chair: Dan Model</td></tr>
<tr><td class=t>09:00</td><td><a href="1.pdf">Terraces and erosion</a><br/><span class=au>Ana Sample, Ben Muster</span></td></tr>
<tr><td class=t>09:20</td><td><a href="2.pdf">Goats in the forest</a><br/><span class=au>Carla Beispiel</span></td></tr>
<tr class=b><td class=t>09:40</td><td>Break</td></tr>
</table>
""",
        [
            ("Terraces and erosion", ["Ana Sample", "Ben Muster"], ["1.pdf"]),
            ("Goats in the forest", ["Carla Beispiel"], ["2.pdf"]),
        ],
    ),
    "names of Viet Nam and Indonesia in a table with heads": (
        "html",
        """\
<h1>Workshop on Hill Farming</h1>
<table><tr><th>No</th><th>Presenter</th><th>Institution</th><th>Title</th></tr>
<tr><td>1</td><td>Nguyễn Văn Mẫu</td><td>Viện Nông nghiệp</td><td>Rice in salty soil</td></tr>
<tr><td>2</td><td>Siti Contoh</td><td>Universitas Bukit</td><td>Ducks as weeders</td></tr>
</table>
""",
        [("Rice in salty soil", ["Nguyễn Văn Mẫu"], []), ("Ducks as weeders", ["Siti Contoh"], [])],
    ),
    "a table of times and sessions with lists of talks in its cells": (
        "html",
        """\
<h1>Expert Group Meeting on Dryland Ports</h1>
<p>Bangkok, 2-3 May 2012</p>
<h3>Tentative Programme</h3>
<table border=1><tr><td colspan=2><b>Wednesday, 2 May 2012</b></td></tr>
<tr><td>0830-0900</td><td>Registration</td></tr>
<tr><td>0900-0915</td><td><b>Opening</b><ul>
<li>Opening statement by Mr. Ivan Sample, Director, Transport Division</li>
</ul>
</td></tr>
<tr><td>0915-1030</td><td><b>Session 1: Concepts of dry ports</b><ul>
<li>Dry ports and the railways, Mr. Ana Muster, Consultant</li>
<li>Legal questions of dry ports, Ms. Bea Beispiel, Professor, Law School, Thailand</li>
</ul>
</td></tr>
<tr><td>1030-1045</td><td>Coffee/tea break</td></tr>
<tr><td>1045-1230</td><td><b>Session 2: Country cases</b><ul>
<li>Dry ports in Nepal, Mr. Ram Model, Under-Secretary, Ministry of Commerce, Nepal</li>
<li>Dry ports in Laos, Ms. Kham Vorbild, Deputy Director, Department of Transport, Lao PDR</li>
</ul>
</td></tr>
</table>
""",
        [
            ("Dry ports and the railways", ["Ana Muster"], []),
            ("Legal questions of dry ports", ["Bea Beispiel"], []),
            ("Dry ports in Nepal", ["Ram Model"], []),
            ("Dry ports in Laos", ["Kham Vorbild"], []),
        ],
    ),
    "a table of dates, some without a talk": (
        "html",
        """\
<h1>Seminar of the Mill Group</h1>
<table><tr><th>Date</th><th>Speaker</th><th>Title</th></tr>
<tr><td>3 May</td><td>Ana Sample (Hill)</td><td>Terraces and erosion</td></tr>
<tr><td>10 May</td><td>no seminar</td><td></td></tr>
<tr><td>17 May</td><td>Ben Muster (Forest)</td><td>Goats in the forest</td></tr>
<tr><td>24 May</td><td>Carla Beispiel</td><td>TBA</td></tr>
</table>
""",
        [("Terraces and erosion", ["Ana Sample"], []), ("Goats in the forest", ["Ben Muster"], [])],
    ),
    "a Turkish table without heads": (
        "html",
        """\
<h2>Program</h2>
<table><tr><td>09:30</td><td>Gelgit değirmenleri</td><td>Dr. Ayşe Örnek, Boğaz Üniversitesi</td></tr>
<tr><td>10:15</td><td>Taş ve ahşap</td><td>Mehmet Numune, Değirmen Müzesi</td></tr>
</table>
""",
        [("Gelgit değirmenleri", ["Ayşe Örnek"], []), ("Taş ve ahşap", ["Mehmet Numune"], [])],
    ),
    "parallel tracks in the columns of a table": (
        "html",
        """\
<h1>Conference on Hill Farming</h1>
<table><tr><th>Time</th><th>Track A: Soil</th><th>Track B: Trees</th></tr>
<tr><td>9:00</td><td><b>Terraces and erosion</b><br>Ana Sample</td><td><b>Goats in the forest</b><br>Ben Muster</td></tr>
<tr><td>9:30</td><td><b>Worms at work</b><br>Carla Beispiel</td><td><b>Seed banks run by villages</b><br>Dan Model</td></tr>
<tr><td>10:00</td><td colspan=2>Coffee</td></tr>
</table>
""",
        [
            ("Terraces and erosion", ["Ana Sample"], []),
            ("Goats in the forest", ["Ben Muster"], []),
            ("Worms at work", ["Carla Beispiel"], []),
            ("Seed banks run by villages", ["Dan Model"], []),
        ],
    ),
    "a table of speaker, title and files, with sessions as heads across it": (
        "html",
        """\
<h3>Talks</h3>
<table><tr><th colspan=3>Morning session</th></tr>
<tr><td><a href="http://ana.example">Ana Sample</a></td><td>Wells after the storm</td><td><a href=a.pdf>slides</a> <a href=a.mp4>video</a></td></tr>
<tr><td><a href="http://bea.example">Bea Muster</a></td><td>Testing rainwater at school</td><td>-</td></tr>
<tr><th colspan=3>Afternoon session</th></tr>
<tr><td>Carl Beispiel</td><td>Pumps without diesel</td><td><a href=c.pdf>slides</a></td></tr>
</table>
""",
        [
            ("Wells after the storm", ["Ana Sample"], ["a.mp4"]),
            ("Testing rainwater at school", ["Bea Muster"], []),
            ("Pumps without diesel", ["Carl Beispiel"], ["c.pdf"]),
        ],
    ),
}


@pytest.mark.parametrize(("kind", "page", "talks"), LAYOUTS.values(), ids=LAYOUTS)
def test_talks_are_found_in_tables(
    expect_talks: Callable[[str, str, Talks], None], kind: str, page: str, talks: Talks
) -> None:
    expect_talks(kind, page, talks)
