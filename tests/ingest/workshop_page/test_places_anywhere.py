# ruff: noqa: E501 (lines of pages are as long as they are)
"""The place of an event wherever a page tells it: in a sentence, above the programme, behind a pin."""

from __future__ import annotations

import pytest

from corpus.model import Workshop
from ingest.workshop_page.parse.held import HELD
from ingest.workshop_page.parse.page import parse_workshop_page
from ingest.workshop_page.parse.places import place_in_sentence
from ingest.workshop_page.read.page import read_page

URL = "http://events.example/2015/page"
TALKS = """<h2>Session 1</h2><p>On ports - Dr. Ana Example, Head, Port Office, Fiji</p>"""


def workshop(text: str) -> Workshop:
    html = f"<html><body><h1>Workshop on Ports</h1>{text}{TALKS}</body></html>"
    found = parse_workshop_page(read_page(html.encode(), name="page.html", url=URL), "page", URL).workshop
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("It was held at Room 4 of the Port Conference Centre (PCC), Suva, from 3 to 5 June 2014.", "Room 4 of the Port Conference Centre (PCC), Suva"),
        ("Participants met at the Harbour Hotel in Apia from 3 to 5 June 2014.", "Harbour Hotel in Apia"),
        ("The venue of the workshop is the Harbour Hotel, Suva, Fiji.", "Harbour Hotel, Suva, Fiji"),
        ("Join us at the Harbour Hotel in Suva, Fiji, on 3 June 2014.", "Harbour Hotel in Suva, Fiji"),
        ("Held 3-5 June 2014 at the Harbour Hotel, Suva, the workshop brought together forty experts.", "Harbour Hotel, Suva"),
        ("The workshop was opened on 3 June 2014 at the Harbour Hotel in Suva, Fiji.", "Harbour Hotel in Suva, Fiji"),
        ("We met in Ulaanbaatar, Mongolia, at the invitation of the Ministry of Roads.", "Ulaanbaatar, Mongolia"),
        ("L'atelier a eu lieu à l'Hôtel Soleil à Dakar, Sénégal, du 3 au 5 juin 2014.", "Hôtel Soleil, Dakar, Sénégal"),
        ("El taller se celebró del 3 al 5 de junio de 2014 en el Hotel Puerto, en Lima, Perú.", "Hotel Puerto, Lima, Perú"),
        ("Der Workshop fand vom 3. bis 5. Juni 2014 im Hotel Adler in Bonn, Deutschland, statt.", "Hotel Adler in Bonn, Deutschland"),
        ("本次研讨会于2014年6月3日至5日在昆明市湖畔宾馆举行。", "昆明市湖畔宾馆"),
    ],
)  # fmt: skip
def test_a_sentence_that_says_where_the_event_was_held_gives_its_place(sentence: str, place: str) -> None:
    cue = HELD.search(sentence)
    assert cue
    found = place_in_sentence(sentence, cue.end())
    assert found is not None
    assert found.text == place


@pytest.mark.parametrize(
    ("html", "venue"),
    [
        ("<p>Harbour Hotel, Suva, Fiji</p><p>3-5 June 2014</p>", "Harbour Hotel, Suva, Fiji"),
        ("<h3>Harbour Hotel</h3><h3>Suva, Fiji</h3><p>3-5 June 2014</p>", "Harbour Hotel, Suva, Fiji"),
        ("<p>3-5 June 2014<br>Suva, Fiji<br>Harbour Hotel</p>", "Harbour Hotel, Suva, Fiji"),
        ("<p>3-5 June 2014 | Harbour Hotel | Suva, Fiji</p>", "Harbour Hotel, Suva, Fiji"),
        ("<p>3-5 June 2014</p><p>Boats and people</p><p>Harbour Hotel, Suva, Fiji</p>", "Harbour Hotel, Suva, Fiji"),
        ("<p>3-5 June 2014</p><p>Boats and people</p><p>Room 4, Civic Centre</p>", "Room 4, Civic Centre"),
        ("<p>3 June 2014</p><p>📍 Civic Centre, Suva</p>", "Civic Centre, Suva"),
        ("<p>3 June 2014</p><p>@ Civic Centre, Suva</p>", "Civic Centre, Suva"),
        ("<p>Venue - Civic Centre, Suva</p><p>3 June 2014</p>", "Civic Centre, Suva"),
        ("<p>Date: 3 June 2014</p><p>Time: 9:00-17:00</p><p>Civic Centre, Suva</p>", "Civic Centre, Suva"),
        ("<dl><dt>日時</dt><dd>2010年11月5日（金）13時00分～17時30分</dd><dt>会場</dt><dd>港国際会館（神戸市）</dd></dl>", "港国際会館（神戸市）"),
    ],
)  # fmt: skip
def test_the_place_above_the_programme_is_the_venue(html: str, venue: str) -> None:
    assert workshop(html).venue == venue


def test_hours_are_no_venue() -> None:
    assert workshop("<p>Date: 3 June 2014, 13:00-17:30</p>").venue is None


@pytest.mark.parametrize(
    "line", ["Institute of Reefs, University of Apia", "Ministry of Trade", "Hotel Information"]
)
def test_a_body_above_the_date_is_no_venue(line: str) -> None:
    assert workshop(f"<p>{line}</p><p>3-5 June 2014</p>").venue is None


def test_a_hall_under_the_date_is_no_organizer() -> None:
    found = workshop("<p>Date: 3 June 2014</p><p>Time: 9:00-17:00</p><p>Civic Centre, Suva</p>")
    assert found.organizers == ()


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Mill Conference Hall<br>Lusaka, Zambia, 9-13 September 1996", ("Mill Conference Hall, Lusaka, Zambia", "Lusaka", "Zambia")),
        ("Seminar of the Mill Hall Friends<br>Lusaka, Zambia, 9-13 September 1996", ("Lusaka, Zambia", "Lusaka", "Zambia")),
        ("The Coast Programme convened the Workshop on Oyster Plans at the Hill Hotel, Banjul, The Gambia, 3-14 April 1978, with its partners.", ("Hill Hotel, Banjul, The Gambia", "Banjul", "Gambia")),
        ("Seeing the need for plans, the Coast Programme convened the Workshop on Oyster Plans in Banjul, The Gambia, 3-14 April 1978.", ("Banjul, Gambia", "Banjul", "Gambia")),
    ],
)  # fmt: skip
def test_the_place_stands_above_or_before_the_date(line: str, place: tuple[str, str, str]) -> None:
    found = workshop(f"<p>{line}</p>")
    assert (found.venue, found.city, found.country) == place
