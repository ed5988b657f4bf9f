# ruff: noqa: E501 (lines of pages are as long as they are)
"""Pages that name people but hold no programme."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Talks = list[tuple[str, list[str], list[str]]]

PAGES: dict[str, tuple[str, str]] = {
    "a committee under its heading": (
        "html",
        """\
<h1>Call for papers</h1>
<h2>Programme committee</h2>
<ul>
<li>Ana Sample, Hill University</li>
<li>Ben Muster, Forest Agency</li>
</ul>
<h2>Topics</h2>
<ul>
<li>Soil</li>
<li>Water and trees</li>
</ul>
<h2>Important dates</h2>
<p>Submission: 1 May 2010</p>
""",
    ),
    "a report that tells who spoke": (
        "txt",
        """\
The meeting heard Ana Sample of Hill University, who spoke about terraces. Ben Muster thanked the hosts.

Participants agreed that terraces matter. They asked for more money. The next meeting will be held in Rome.
""",
    ),
    "a list of documents": (
        "html",
        """\
<h1>Documents</h1>
<ul>
<li><a href=1.pdf>Annual report 2010</a></li>
<li><a href=2.pdf>Concept note</a></li>
<li><a href=3.pdf>Provisional agenda</a></li>
</ul>
""",
    ),
    "a table of participants": (
        "html",
        """\
<h2>List of participants</h2>
<table><tr><th>Name</th><th>Organization</th><th>Country</th></tr>
<tr><td>Ana Sample</td><td>Hill University</td><td>Peru</td></tr>
<tr><td>Ben Muster</td><td>Forest Agency</td><td>Nepal</td></tr>
</table>
""",
    ),
    "biographies of speakers under their names": (
        "html",
        """\
<h2>Speakers</h2>
<h3>Ana Sample</h3>
<p>Ana Sample is professor of soil science at Hill University. She has worked on terraces for twenty years and wrote three books about them.</p>
<h3>Ben Muster</h3>
<p>Ben Muster directs the Forest Agency. Before that he was a ranger. He likes goats.</p>
""",
    ),
    "news that name persons": (
        "html",
        """\
<h1>News</h1>
<ul>
<li>3 May 2010: New director, Ana Sample, takes office</li>
<li>10 May 2010: Ben Muster visits Suva</li>
</ul>
<p>Contact: Carla Beispiel, Press Office</p>
""",
    ),
    "recommendations and a list of participants": (
        "txt",
        """\
Conclusions and Recommendations

The meeting made the following recommendations:

1. Governments should map all terraces.
2. The Centre should train ten engineers a year.
3. Member countries should share data on erosion.

Annex: List of participants
Ana Sample, Hill University, Peru
Ben Muster, Forest Agency, Nepal
""",
    ),
    "a home page that lists invited speakers without titles": (
        "html",
        """\
<h1>Workshop on Slow Networks</h1>
<p>Join us in Graz on 3 May 2012.</p>
<h2>Invited Speakers</h2>
<ul>
<li>Ana Sample, Hill University</li>
<li>Ben Muster, Forest Agency</li>
</ul>
<h2>Topics</h2>
<ul>
<li>Queues and waiting</li>
<li>Gentle loss</li>
</ul>
<h2>Organizers</h2>
<p>Carla Beispiel (Soil Institute)<br>Dan Model (Radio Corp.)</p>
""",
    ),
    "a report of sessions, speaker by speaker": (
        "html",
        """\
<h2>Session 1: Soil</h2>
<p>Ana Sample, Hill University, described how terraces hold soil. She said that walls need care. Participants asked about costs.</p>
<p>Ben Muster, Forest Agency, spoke about goats. He noted that fences help.</p>
<h2>Session 2: Trees</h2>
<p>Carla Beispiel, Soil Institute, presented data on worms; she urged governments to act.</p>
""",
    ),
    "an agenda of business without speakers": (
        "txt",
        """\
Programme of Work

Monday, 5 June
9:00 Opening of the session
9:30 Election of officers
10:00 Adoption of the agenda
11:00 Review of the implementation of the programme of work
14:00 Country statements

Tuesday, 6 June
9:00 Future work
12:00 Adoption of the report
""",
    ),
    "a table of persons by land": (
        "html",
        """\
<h1>Famous writers</h1>
<table><tr><th>Land</th><th>Person</th></tr>
<tr><td>Land of mills</td><td>Ana Sample</td></tr>
<tr><td>Great river country</td><td>Ben Muster</td></tr>
<tr><td>Isles of the south</td><td>Carla Beispiel</td></tr>
</table>
""",
    ),
    "a glossary whose terms look like names": (
        "html",
        """\
<h1>Birds</h1>
<dl><dt>Wood Duck</dt><dd>Often seen near ponds</dd>
<dt>Mandarin Duck</dt><dd>Known for its striking plumage</dd>
<dt>Donald Muster</dt><dd>Likes bread very much</dd>
</dl>
""",
    ),
    "a shop of records with their singers": (
        "html",
        """\
<h1>Records</h1>
<ul>
<li><a href=1>Songs of the mill</a><br>Ana Sample</li>
<li><a href=2>The last tide</a><br>Ben Muster</li>
<li><a href=3>Slow rivers</a><br>Carla Beispiel</li>
</ul>
""",
    ),
    "a table of participants with their positions": (
        "html",
        """\
<h1>Workshop on Ports: List of participants</h1>
<table><tr><th>Name</th><th>Title</th><th>Organization</th><th>Country</th></tr>
<tr><td>Ana Sample</td><td>Director</td><td>Port Authority</td><td>Fiji</td></tr>
<tr><td>Ben Muster</td><td>Senior Officer</td><td>Shipping Office</td><td>Tonga</td></tr>
<tr><td>Carla Beispiel</td><td>Adviser</td><td>Customs</td><td>Samoa</td></tr>
</table>
""",
    ),
    "speakers with biographies and no titles": (
        "html",
        """\
<h1>Forum on Trade: Speakers</h1>
<div><h3>Ana Sample</h3>
<p>Director, Trade Office, Fiji</p>
<p>Ana has worked on trade for years. She wrote two books.</p>
</div>
<div><h3>Ben Muster</h3>
<p>Professor, Hill University</p>
<p>Ben teaches trade law. He lives in Suva.</p>
</div>
<div><h3>Carla Beispiel</h3>
<p>Head of Unit, Customs, Tonga</p>
<p>Carla leads the unit. She likes boats.</p>
</div>
""",
    ),
    "a list of news with their authors": (
        "html",
        """\
<h1>News</h1>
<div class="post"><h2>New seeds for the hills</h2>
<p class="by">By Ana Sample | 3 May 2015</p>
<p>Farmers got seeds. They were happy. More will come.</p>
</div>
<div class="post"><h2>Road opened in the south</h2>
<p class="by">By Ben Muster | 4 May 2015</p>
<p>A road was opened. Cars use it. It is wide.</p>
</div>
<div class="post"><h2>School gets a roof</h2>
<p class="by">By Carla Beispiel | 5 May 2015</p>
<p>The roof is new. It is red. Rain stays out.</p>
</div>
""",
    ),
    "a shop": (
        "html",
        """\
<h1>Our shop</h1>
<div class=c><h3>Rain barrel</h3>
<p>Mark Green</p>
<p>$30</p>
</div>
<div class=c><h3>Garden hose</h3>
<p>Paul Brown</p>
<p>$20</p>
</div>
<div class=c><h3>Bird house</h3>
<p>Rose White</p>
<p>$10</p>
</div>
""",
    ),
}


@pytest.mark.parametrize(("kind", "page"), PAGES.values(), ids=PAGES)
def test_no_talk_is_invented(talks_of: Callable[[str, str], Talks], kind: str, page: str) -> None:
    assert talks_of(kind, page) == []
