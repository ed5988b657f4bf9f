# ruff: noqa: E501 (lines of pages are as long as they are)
"""Programmes set in headings, paragraphs and boxes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Talks = list[tuple[str, list[str], list[str]]]

LAYOUTS: dict[str, tuple[str, str, Talks]] = {
    "paragraphs of speaker, organisation and a title in quotes": (
        "html",
        """\
<p>Ana Sample, National University, &ldquo;Tides and turbines&rdquo;</p>
<p>Ben Muster, Harbour Institute, &ldquo;Ports without noise&rdquo; (<a href="b.pdf">slides</a>)</p>
<p>Carla Beispiel, Ministry of Fisheries, &ldquo;Counting herring&rdquo; (<a href="c.pdf">slides</a>)</p>
""",
        [
            ("Tides and turbines", ["Ana Sample"], []),
            ("Ports without noise", ["Ben Muster"], ["b.pdf"]),
            ("Counting herring", ["Carla Beispiel"], ["c.pdf"]),
        ],
    ),
    "headings as titles over labelled speaker, abstract and slides": (
        "html",
        """\
<h2>Programme</h2>
<h3>Cheap sensors for bridges</h3>
<p><b>Speaker:</b> Ana Sample, Bridge Institute</p>
<p><b>Abstract:</b> We put forty sensors on a bridge. They lasted for a winter and told us when lorries passed. The data are public.</p>
<p><a href="s1.pdf">Slides</a></p>
<h3>Old maps, new floods</h3>
<p><b>Speaker:</b> Ben Muster, Archive of Ghent</p>
<p><b>Abstract:</b> Maps of 1750 show where water will go. We compare them with gauges. Results are good.</p>
<p><a href="s2.pdf">Slides</a></p>
""",
        [
            ("Cheap sensors for bridges", ["Ana Sample"], ["s1.pdf"]),
            ("Old maps, new floods", ["Ben Muster"], ["s2.pdf"]),
        ],
    ),
    "cards of name, organisation and title, of which some look alike": (
        "html",
        """\
<section><h2>Invited speakers</h2>
<div class=row><div class=card><img src=a.jpg><h4>Ana Sample</h4>
<p class=aff>Bridge Institute</p>
<p class=talk><em>Cheap sensors for bridges</em></p>
</div><div class=card><img src=b.jpg><h4>Ben Muster</h4>
<p class=aff>Archive of Ghent</p>
<p class=talk><em>Old maps, new floods</em></p>
</div><div class=card><img src=c.jpg><h4>Carla Beispiel</h4>
<p class=aff>TU Delft</p>
<p class=talk><em>Why dikes fail</em></p>
</div></div>
</section>
""",
        [
            ("Cheap sensors for bridges", ["Ana Sample"], []),
            ("Old maps, new floods", ["Ben Muster"], []),
            ("Why dikes fail", ["Carla Beispiel"], []),
        ],
    ),
    'a bold title, "by" a speaker, and a link below': (
        "html",
        """\
<p><b>Terraces and erosion</b><br>by Ana Sample, Hill University<br><a href="a.ppt">Presentation</a></p>
<p><b>Goats in the forest</b><br>by Ben Muster, Forest Agency<br><a href="b.ppt">Presentation</a></p>
""",
        [("Terraces and erosion", ["Ana Sample"], ["a.ppt"]), ("Goats in the forest", ["Ben Muster"], ["b.ppt"])],
    ),
    "a Spanish programme with labelled speakers": (
        "html",
        """\
<h1>Seminario sobre riego</h1>
<p>10:00 - 10:30 <b>El agua en los Andes</b><br>Ponente: María Pérez Ejemplo, Universidad de Cuzco, Perú</p>
<p>10:30 - 11:00 Café</p>
<p>11:00 - 11:30 <b>Riego por goteo en viñedos</b><br>Ponente: Juan Modelo García, Instituto del Vino, Chile</p>
""",
        [
            ("El agua en los Andes", ["María Pérez Ejemplo"], []),
            ("Riego por goteo en viñedos", ["Juan Modelo García"], []),
        ],
    ),
    "speakers with superscript affiliations below": (
        "html",
        """\
<h1>Workshop on Hill Farming</h1>
<div class=paper><p class=t>Terraces and erosion</p>
<p class=a>Ana Sample<sup>1</sup>, Ben Muster<sup>2</sup></p>
<p class=f><sup>1</sup>Hill University, <sup>2</sup>Forest Agency</p>
</div><div class=paper><p class=t>Goats in the forest</p>
<p class=a>Carla Beispiel<sup>1</sup> and Dan Model<sup>1</sup></p>
<p class=f><sup>1</sup>Seed Institute</p>
</div>
""",
        [
            ("Terraces and erosion", ["Ana Sample", "Ben Muster"], []),
            ("Goats in the forest", ["Carla Beispiel", "Dan Model"], []),
        ],
    ),
    "rows of boxes, with a break among them": (
        "html",
        """\
<h1>Workshop on Hill Farming</h1>
<div class="schedule"><div class="row"><div class="col-2">09:00</div><div class="col-10"><h5>Terraces and erosion</h5>
<span class="speaker">Ana Sample</span> <span class="org">Hill University</span></div></div>
<div class="row"><div class="col-2">09:30</div><div class="col-10"><h5>Goats in the forest</h5>
<span class="speaker">Ben Muster</span> <span class="org">Forest Agency</span></div></div>
<div class="row"><div class="col-2">10:00</div><div class="col-10"><h5>Coffee break</h5>
</div></div>
<div class="row"><div class="col-2">10:30</div><div class="col-10"><h5>Seed banks run by villages</h5>
<span class="speaker">Carla Beispiel</span> <span class="org">Seed Trust</span></div></div>
</div>
""",
        [
            ("Terraces and erosion", ["Ana Sample"], []),
            ("Goats in the forest", ["Ben Muster"], []),
            ("Seed banks run by villages", ["Carla Beispiel"], []),
        ],
    ),
    "name, organisation and bold title on lines of a paragraph, then an abstract": (
        "html",
        """\
<h1>Workshop on Hill Farming</h1>
<p>Ana Sample<br>Hill University<br><b>Terraces and erosion</b></p>
<p>Abstract: Terraces hold soil. We measured how much they hold in ten villages over three years. It is a lot.</p>
<p>Ben Muster<br>Forest Agency<br><b>Goats in the forest</b></p>
<p>Abstract: Goats eat young trees. We fenced ten plots and counted what grew. It was more than we thought.</p>
""",
        [("Terraces and erosion", ["Ana Sample"], []), ("Goats in the forest", ["Ben Muster"], [])],
    ),
    '"Presentation by" a person on a quoted title': (
        "html",
        """\
<p>Presentation by Mr. Tomasi Vula, Energy Office, on "Village grids that last" (<a href=v.pdf>PDF</a>)</p>
<p>Presentation by Ms. Bea Muster, UNESCAP, on "Financing the last mile" (<a href=b.pdf>PDF</a>)</p>
""",
        [
            ("Village grids that last", ["Tomasi Vula"], ["v.pdf"]),
            ("Financing the last mile", ["Bea Muster"], ["b.pdf"]),
        ],
    ),
    "centred lines of time, bold title, name and organisation between blank lines": (
        "html",
        """\
<h1>Workshop on Hill Farming</h1>
<center><font size=4>9:00</font><br><font size=4><b>Terraces and erosion</b></font><br>Ana Sample<br>Hill University<br><br><font size=4>9:45</font><br><font size=4><b>Goats in the forest</b></font><br>Ben Muster<br>Forest Agency<br><br><font size=4>10:30</font><br><font size=4><b>Coffee</b></font><br><br><font size=4>11:00</font><br><font size=4><b>Worms at work</b></font><br>Carla Beispiel<br>Soil Institute</center>
""",
        [
            ("Terraces and erosion", ["Ana Sample"], []),
            ("Goats in the forest", ["Ben Muster"], []),
            ("Worms at work", ["Carla Beispiel"], []),
        ],
    ),
    "a German programme of times, bold titles and speakers": (
        "html",
        """\
<h2>Programm</h2>
<p>10.00 Uhr<br><strong>Mühlen am Meer</strong><br>Prof. Dr. Anna Beispiel, Universität Kiel</p>
<p>11.00 Uhr<br><strong>Wind ohne Netz</strong><br>Dr. Bernd Muster, Netzagentur Bonn</p>
<p>12.00 Uhr<br><strong>Mittagessen</strong></p>
""",
        [("Mühlen am Meer", ["Anna Beispiel"], []), ("Wind ohne Netz", ["Bernd Muster"], [])],
    ),
    "boxes of time, title, speakers and a folded abstract": (
        "html",
        """\
<h1>Workshop on Hill Farming</h1>
<div class=talk><div class=time>9:00-9:30</div><div class=title><a href="#x" data-toggle=c>Terraces and erosion</a></div><div class=speakers>Ana Sample (Hill University), Ben Muster (Forest Agency)</div><div class=collapse id=x><p>Terraces hold soil for years and people know it. We asked them how. They told us a lot about walls.</p>
</div></div>
<div class=talk><div class=time>9:30-10:00</div><div class=title><a href="#y">Goats in the forest</a></div><div class=speakers>Carla Beispiel (Seed Trust)</div><div class=collapse id=y><p>Goats eat young trees. We fenced ten plots. Then we counted.</p>
</div></div>
""",
        [
            ("Terraces and erosion", ["Ana Sample", "Ben Muster"], []),
            ("Goats in the forest", ["Carla Beispiel"], []),
        ],
    ),
    'a French programme with "par" before the speaker': (
        "html",
        """\
<h2>Programme</h2>
<p><b>9h30</b> Accueil</p>
<p><b>10h00</b> Les moulins à marée, par Anne Exemple (Université de Rennes)</p>
<p><b>10h45</b> Pause café</p>
<p><b>11h00</b> Du bois et du fer, par Bernard Modèle (Musée des moulins)</p>
""",
        [("Les moulins à marée", ["Anne Exemple"], []), ("Du bois et du fer", ["Bernard Modèle"], [])],
    ),
    "linked titles with a dash before the speaker": (
        "html",
        """\
<div id="breadcrumb">Home &gt; Events</div><h1>Expert Consultation on Village Poultry</h1>
<p>Bangkok, Thailand, 2&ndash;4 July 2008</p>
<h2>Presentations</h2>
<p><strong>Opening session</strong></p>
<p><a href="w.pdf">Welcome address</a> &ndash; Mr. He Sample, FAO Regional Office</p>
<p><strong>Session 1</strong></p>
<p><a href="1.pdf">Hens and household income</a> &ndash; Ms. Ana Muster, Livestock Department, Thailand</p>
<p><a href="2.pdf">Vaccines without cold chains</a> &ndash; Dr. Ben Beispiel, Veterinary College, Viet Nam</p>
<p><a href="3.pdf">Markets for native eggs</a> &ndash; Ms. Carla Model, Consultant</p>
""",
        [
            ("Hens and household income", ["Ana Muster"], ["1.pdf"]),
            ("Vaccines without cold chains", ["Ben Beispiel"], ["2.pdf"]),
            ("Markets for native eggs", ["Carla Model"], ["3.pdf"]),
        ],
    ),
    "speakers as headings over titles in italics": (
        "html",
        """\
<h4>Ana Sample (Hill University)</h4>
<p><em>Terraces and erosion</em> <a href="a.pdf">[Slides]</a></p>
<h4>Ben Muster (Forest Agency)</h4>
<p><em>Goats in the forest</em> <a href="b.pdf">[Slides]</a></p>
<h4>Carla Beispiel (Soil Institute)</h4>
<p><em>Worms at work</em></p>
""",
        [
            ("Terraces and erosion", ["Ana Sample"], ["a.pdf"]),
            ("Goats in the forest", ["Ben Muster"], ["b.pdf"]),
            ("Worms at work", ["Carla Beispiel"], []),
        ],
    ),
    "paragraphs of bold time, speaker and italic title": (
        "html",
        """\
<p><strong>9:30 am</strong> &#8211; Registration &amp; coffee</p>
<p><strong>10:00 am</strong> &#8211; Ana Sample (Hill University): <em>Terraces and erosion</em></p>
<p><strong>10:45 am</strong> &#8211; Ben Muster (Forest Agency): <em>Goats in the forest</em></p>
<p><strong>11:30 am</strong> &#8211; Carla Beispiel (Soil Institute): <em>Worms at work</em></p>
<p><strong>12:15 pm</strong> &#8211; Lunch</p>
""",
        [
            ("Terraces and erosion", ["Ana Sample"], []),
            ("Goats in the forest", ["Ben Muster"], []),
            ("Worms at work", ["Carla Beispiel"], []),
        ],
    ),
    "numbered papers with authors and their organisations in small print": (
        "html",
        """\
<p><b>[12]</b> <a href="12.pdf">Terraces and erosion</a><br><font size=-1>Ana Sample (Hill University, Peru); Ben Muster (Forest Agency, Nepal)</font></p>
<p><b>[15]</b> <a href="15.pdf">Goats in the forest</a><br><font size=-1>Carla Beispiel (Soil Institute, Chile)</font></p>
""",
        [
            ("Terraces and erosion", ["Ana Sample", "Ben Muster"], ["12.pdf"]),
            ("Goats in the forest", ["Carla Beispiel"], ["15.pdf"]),
        ],
    ),
    "a Russian programme, speaker with organisation before an italic title": (
        "html",
        """\
<h2>Программа</h2>
<p><b>10:00</b> Иван Образцов (Сельский университет). <i>Террасы и эрозия почв</i></p>
<p><b>10:30</b> Анна Примерова (Лесной институт). <i>Козы в лесу</i></p>
<p><b>11:00</b> Кофе</p>
""",
        [("Террасы и эрозия почв", ["Иван Образцов"], []), ("Козы в лесу", ["Анна Примерова"], [])],
    ),
    "a quoted title with its time over the speaker": (
        "html",
        """\
<p>11:00 &quot;Terraces and erosion&quot;<br>Dr. Ana Sample, Professor, Hill University</p>
<p>11:30 &quot;Goats in the forest&quot;<br>Mr. Ben Muster, Forest Agency</p>
""",
        [("Terraces and erosion", ["Ana Sample"], []), ("Goats in the forest", ["Ben Muster"], [])],
    ),
    "boxes without meaning: time, title, speaker, organisation": (
        "html",
        """\
<h1>Workshop on Hill Farming</h1>
<div class=a><div class=b>9:00 AM</div><div class=c><div class=d>Terraces and erosion</div><div class=e>Ana Sample</div><div class=f>Hill University</div></div>
</div><div class=a><div class=b>10:00 AM</div><div class=c><div class=d>Goats in the forest</div><div class=e>Ben Muster</div><div class=f>Forest Agency</div></div>
</div><div class=a><div class=b>11:00 AM</div><div class=c><div class=d>Break</div></div>
</div><div class=a><div class=b>11:30 AM</div><div class=c><div class=d>Worms at work</div><div class=e>Carla Beispiel</div><div class=f>Soil Institute</div></div>
</div>
""",
        [
            ("Terraces and erosion", ["Ana Sample"], []),
            ("Goats in the forest", ["Ben Muster"], []),
            ("Worms at work", ["Carla Beispiel"], []),
        ],
    ),
    "speakers as headings over labelled title, abstract and biography": (
        "html",
        """\
<h2>Invited Talks</h2>
<div><h3>Ana Sample, Hill University</h3>
<p><strong>Title:</strong> Terraces and erosion</p>
<p><strong>Abstract:</strong> Terraces hold soil. We show how. It is simple.</p>
<p><strong>Bio:</strong> Ana Sample is a professor at Hill University. She likes walls.</p>
</div><div><h3>Ben Muster, Forest Agency</h3>
<p><strong>Title:</strong> Goats in the forest</p>
<p><strong>Abstract:</strong> Goats eat trees. We built fences. It helped.</p>
<p><strong>Bio:</strong> Ben Muster is a ranger. He has goats.</p>
</div>
""",
        [("Terraces and erosion", ["Ana Sample"], []), ("Goats in the forest", ["Ben Muster"], [])],
    ),
    "a committee before the schedule": (
        "html",
        """\
<h2>Program Committee</h2>
<p>Fay Exempel (Sea Lab)<br>Gus Patron (Moss Institute)<br>Hal Vorlage (Sand College)</p>
<h2>Schedule</h2>
<p>9:00 Terraces and erosion<br><i>Ana Sample</i></p>
<p>9:30 Goats in the forest<br><i>Carla Beispiel</i></p>
""",
        [("Terraces and erosion", ["Ana Sample"], []), ("Goats in the forest", ["Carla Beispiel"], [])],
    ),
    "times as headings over title and speaker": (
        "html",
        """\
<h1>Workshop on Hill Farming</h1>
<h4>9:00 - 9:40</h4>
<p>Terraces and erosion<br>Ana Sample (Hill University)</p>
<h4>9:40 - 10:20</h4>
<p>Goats in the forest<br>Carla Beispiel (Soil Institute)</p>
<h4>10:20 - 10:40</h4>
<p>Coffee</p>
""",
        [("Terraces and erosion", ["Ana Sample"], []), ("Goats in the forest", ["Carla Beispiel"], [])],
    ),
    "a bold name with a colon before the title, links in brackets": (
        "html",
        """\
<p><strong>Ana Sample:</strong> Terraces and erosion (<a href="a.pdf">slides</a>, <a href="a.mp4">video</a>)</p>
<p><strong>Ben Muster:</strong> Goats in the forest (<a href="b.pdf">slides</a>)</p>
<p><strong>Carla Beispiel:</strong> Worms at work</p>
""",
        [
            ("Terraces and erosion", ["Ana Sample"], ["a.mp4"]),
            ("Goats in the forest", ["Ben Muster"], ["b.pdf"]),
            ("Worms at work", ["Carla Beispiel"], []),
        ],
    ),
    "a talk given by an organisation among talks given by persons": (
        "html",
        """\
<p>14:00 - 14:20 <b>Solar pumps in Nepal</b> - Ana Sample (Pump Works)</p>
<p>14:20 - 14:40 <b>Solar pumps in Laos</b> - Ministry of Energy</p>
<p>14:40 - 15:00 <b>Solar pumps in Samoa</b> - Ben Muster (Power Board)</p>
""",
        [
            ("Solar pumps in Nepal", ["Ana Sample"], []),
            ("Solar pumps in Laos", [], []),
            ("Solar pumps in Samoa", ["Ben Muster"], []),
        ],
    ),
    "a preformatted agenda whose talks end with the speaker and a length": (
        "html",
        """\
<h2>Agenda</h2>
<pre>
09:00  Agenda bashing, chairs (5 min)
09:05  Slow start revisited, Ana Sample (20 min)
       draft-sample-slow-start
09:25  Queues without loss, Ben Muster (20 min)
       draft-muster-queues
09:45  Measuring patience, Carla Beispiel (15 min)
</pre>
""",
        [
            ("Slow start revisited", ["Ana Sample"], []),
            ("Queues without loss", ["Ben Muster"], []),
            ("Measuring patience", ["Carla Beispiel"], []),
        ],
    ),
    "boxes of name, organisation, title, abstract and biography": (
        "html",
        """\
<section id="speakers"><h2>Keynote Speakers</h2>
<div class="col"><img src="a.jpg"><h4>Prof. Ana Sample</h4>
<span>Hill University</span><h5>Terraces and erosion</h5>
<p>Abstract: Terraces hold soil for years. Farmers know it well. We asked how walls are built.</p>
<p>Bio: Ana Sample is professor of soil science at Hill University where she leads the wall group. She wrote three books.</p>
</div><div class="col"><img src="b.jpg"><h4>Dr. Ben Muster</h4>
<span>Forest Agency</span><h5>Goats in the forest</h5>
<p>Abstract: Goats eat trees. We built fences. It helped.</p>
<p>Bio: Ben Muster is a ranger with the Forest Agency and keeps goats. He has written about them.</p>
</div></section>
""",
        [("Terraces and erosion", ["Ana Sample"], []), ("Goats in the forest", ["Ben Muster"], [])],
    ),
    "numbered titles in bold over authors with initials": (
        "html",
        """\
<h3>Session A1: Soil (Room 3)</h3>
<p>A1.1 &nbsp; <b>Terraces and erosion</b><br>A. Sample, B. Muster, C. Beispiel (Hill University)</p>
<p>A1.2 &nbsp; <b>Worms at work</b><br>D. Model (Forest Agency) and E. Vorbild (Soil Institute)</p>
<h3>Session A2: Trees (Room 4)</h3>
<p>A2.1 &nbsp; <b>Goats in the forest</b><br>F. Exempel (Seed Trust)</p>
""",
        [
            ("Terraces and erosion", ["A. Sample", "B. Muster", "C. Beispiel"], []),
            ("Worms at work", ["D. Model", "E. Vorbild"], []),
            ("Goats in the forest", ["F. Exempel"], []),
        ],
    ),
    "paragraphs set in by hard blanks, with times and speakers in italics": (
        "html",
        """\
<p align="center"><font face="Arial" size="5"><b>Regional Workshop on Wells</b></font></p>
<p align="center">Apia, 4 March 1999</p>
<p>&nbsp;</p>
<p><b><u>Programme</u></b></p>
<p>09:00&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; Opening</p>
<p>09:30&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; <b>Wells after the storm</b></p>
<p>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; <i>Mr. Ana Sample, Water Board, Fiji</i></p>
<p>10:00&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; <b>Testing rainwater at school</b></p>
<p>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; <i>Ms. Bea Muster, Ministry of Health, Samoa</i></p>
<p>10:30&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; Tea</p>
""",
        [("Wells after the storm", ["Ana Sample"], []), ("Testing rainwater at school", ["Bea Muster"], [])],
    ),
    "linked titles with the size of the file, over the speaker": (
        "html",
        """\
<h2>Presentations</h2>
<p><a href="a.ppt">Wells after the storm</a> (1.2 MB)<br>Ana Sample, Water Board</p>
<p><a href="b.ppt">Testing rainwater at school</a> (800 KB)<br>Bea Muster, Ministry of Health</p>
<p><a href="c.ppt">Pumps without diesel</a> (2 MB)<br>Carl Beispiel, Pump Works</p>
""",
        [
            ("Wells after the storm", ["Ana Sample"], ["a.ppt"]),
            ("Testing rainwater at school", ["Bea Muster"], ["b.ppt"]),
            ("Pumps without diesel", ["Carl Beispiel"], ["c.ppt"]),
        ],
    ),
    "a bold name, its organisation, a plain title and an abstract on lines of a paragraph": (
        "html",
        """\
<h2>Abstracts</h2>
<p><b>Ana Sample</b> <i>(Water Board, Fiji)</i><br>Wells after the storm<br>Storms fill wells with salt. We looked at forty of them. Pumping helps most.</p>
<p><b>Bea Muster</b> <i>(Ministry of Health, Samoa)</i><br>Testing rainwater at school<br>Children test water well. We gave them kits. They found more than we did.</p>
""",
        [("Wells after the storm", ["Ana Sample"], []), ("Testing rainwater at school", ["Bea Muster"], [])],
    ),
    "talks with discussants, who do not speak": (
        "html",
        """\
<h3>Session I (9:00-10:30)</h3>
<p>Chair: Dan Model, Radio Corp</p>
<p><b>Wells after the storm</b><br>Ana Sample, Water Board<br>Discussant: Eve Vorbild, Hill University</p>
<p><b>Testing rainwater at school</b><br>Bea Muster, Ministry of Health<br>Discussant: Fay Exempel, Sea Lab</p>
""",
        [("Wells after the storm", ["Ana Sample"], []), ("Testing rainwater at school", ["Bea Muster"], [])],
    ),
    "drawn bullets of a word processor, speakers in italics": (
        "html",
        """\
<p class=MsoNormal><b><span>Programme</span></b></p>
<p class=MsoListParagraph><span style='font-family:Symbol'>·<span>&nbsp;&nbsp;&nbsp; </span></span><span>Wells after the storm, <i>Ana Sample, Water Board</i></span></p>
<p class=MsoListParagraph><span style='font-family:Symbol'>·<span>&nbsp;&nbsp;&nbsp; </span></span><span>Testing rainwater at school, <i>Bea Muster, Ministry of Health</i></span></p>
""",
        [("Wells after the storm", ["Ana Sample"], []), ("Testing rainwater at school", ["Bea Muster"], [])],
    ),
}


@pytest.mark.parametrize(("kind", "page", "talks"), LAYOUTS.values(), ids=LAYOUTS)
def test_talks_are_found_in_boxes(
    expect_talks: Callable[[str, str, Talks], None], kind: str, page: str, talks: Talks
) -> None:
    expect_talks(kind, page, talks)
