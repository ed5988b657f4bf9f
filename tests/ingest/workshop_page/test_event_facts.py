# ruff: noqa: E501 (lines of pages are as long as they are)
"""Title, days, place and organizers of any workshop's page: said when the page is plain, else left open."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from corpus.model import Workshop
from ingest.workshop_page.parse.page import ParsedPage, parse_workshop_page
from ingest.workshop_page.parse.places import is_place, place_in_sentence, split_place
from ingest.workshop_page.read.page import read_page

URL = "http://events.example/2015/page"


def read(text: str, name: str = "page.html") -> ParsedPage:
    if name.endswith(".html") and "<html" not in text:
        text = f"<html><body>{text}</body></html>"
    return parse_workshop_page(read_page(text.encode(), name=name, url=URL), "page", URL)


def workshop(text: str, name: str = "page.html") -> Workshop:
    parsed = read(text, name)
    assert parsed.workshop is not None, parsed.notes
    return parsed.workshop


def days(text: str, name: str = "page.html") -> tuple[str | None, str | None]:
    found = workshop(text, name)
    return found.first_day, found.last_day


TALKS = """<h2>Session 1</h2><p>On ports - Dr. Ana Example, Head, Port Office, Fiji</p>"""
HEAD = "<h1>Workshop on Ports</h1>"


# ---- titles ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>Home | Harbour Trust</title><h1>Workshop on Ports</h1>", "Workshop on Ports"),
        ("<title>Workshop on Ports | Harbour Trust</title><p>Welcome.</p>", "Workshop on Ports"),
        ("<title>Program - Workshop on Ports</title><h1>Program</h1>", "Workshop on Ports"),
        ("<title>Schedule</title><p><b>Third Workshop on Ports</b></p><p>Ana came.</p>", "Third Workshop on Ports"),
        ("<h2>Workshop on Ports</h2><h1>Schedule</h1>", "Workshop on Ports"),
        ("<title>ICX 2010 Workshop: Fast Ports</title><h1>Fast Ports</h1><h2>Workshop at ICX 2010, Kyoto</h2>", "Fast Ports"),
        ("<h3>Proceedings of the</h3><h1>2nd Workshop<br>on Ports</h1>", "2nd Workshop on Ports"),
        ("<title>Workshop Programme</title><p>The workshop is over.</p>", "Workshop Programme"),
        ("<title>HARBOUR: The Form of Ports, May 29, 2004</title><p>The Form of Ports</p><p>Text.</p>", "The Form of Ports"),
    ],
)  # fmt: skip
def test_the_title_is_the_events_own(html: str, title: str) -> None:
    assert read(f"<html>{html}</html>").title == title


def test_the_sites_name_is_no_title() -> None:
    parsed = read(
        "<div id='header'><h1 class='site-name'><a href='/'>The Harbour Trust</a></h1></div>"
        "<h2 class='page-title'>Ports Working Group 2013</h2><p>Twenty people came.</p>"
    )
    assert parsed.title == "Ports Working Group 2013"


def test_front_matter_gives_the_title_and_is_no_text() -> None:
    parsed = read("---\ntitle: Forum on Ports\nlayout: event\n---\nText of the page.\n", "page.md")
    assert (parsed.title, parsed.titled) == ("Forum on Ports", True)
    assert "layout" not in parsed.page.text


def test_a_programme_whose_page_names_no_event_has_no_title() -> None:
    parsed = read(
        "# DAY 1: TUESDAY 21\n\n9:00 Ana Example\n\n# DAY 2: WEDNESDAY 22\n\n9:00 Ben Sample\n", "page.md"
    )
    assert not parsed.titled


def test_of_saved_text_the_block_above_the_date_is_the_title_and_the_sites_section_is_not() -> None:
    parsed = read(
        "Capacity Building\n\nPrintFriendly\n\nConsultative Workshop on\nPark Evaluation\n\n"
        "28 November 2012\nSuva, Fiji\n\nOrganized by\nPark Institute\n",
        "page.txt",
    )
    assert parsed.title == "Consultative Workshop on Park Evaluation"


# ---- days ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "<p>Registration closes on 10 January 2015.</p>",
        "<p>Paper submission: 10 January 2015</p>",
        "<p>Draft version of 10 January 2015</p>",
        "<p>Posted on 10 January 2015</p>",
        "<h3>Important dates</h3><ul><li>Papers due 10 January 2015</li></ul>",
        "<p>Last updated: 10 January 2015</p>",
    ],
)
def test_deadlines_and_days_of_printing_are_not_the_events(line: str) -> None:
    text = f"{HEAD}{line}<p>The workshop was held at the Grand Hotel in Suva, Fiji, from 12 to 14 May 2015.</p>"
    assert days(text) == ("2015-05-12", "2015-05-14")
    assert workshop(f"{HEAD}{line}{TALKS}").first_day is None


@pytest.mark.parametrize(
    "html",
    [
        "<h1>Workshop on Ports, 12-14 May 2015</h1>" + TALKS,
        HEAD + "<p>Suva, Fiji, 12-14 May 2015</p>" + TALKS,
        HEAD + "<p>Tue., May 12, 2015, 9:00-17:00<br>Suva<br>Thu., May 14, 2015</p>" + TALKS,
        HEAD + TALKS + "<p><b>Tuesday 12 May 2015</b></p><p>On.</p><p><b>Thursday 14 May 2015</b></p>",
        HEAD + TALKS + "<p>The meeting took place from 12 to 14 May 2015.</p>",
    ],
)
def test_the_days_are_found_where_pages_put_them(html: str) -> None:
    assert days(html) == ("2015-05-12", "2015-05-14")


def test_the_days_of_other_events_are_not_this_ones() -> None:
    text = (
        HEAD
        + TALKS
        + "<h2>Upcoming meetings</h2><h3>Forum on Ships</h3><p>This meeting will be held on 3 June 2016.</p>"
    )
    assert workshop(text).first_day is None
    text = HEAD + TALKS + "<p>The first workshop was held on 3 June 2010 in Apia, Samoa.</p>"
    assert workshop(text).first_day is None


def test_the_day_above_the_title_is_the_sites_own() -> None:
    text = "Harbour Trust\n\nWednesday, 3 March 2010\n\nSEMINAR ON PORTS\nSuva, 12-13 May 2009\n\nOrganized by\nPort Institute\n"
    assert days(text, "page.txt") == ("2009-05-12", "2009-05-13")
    assert workshop(text, "page.txt").city == "Suva"


def test_a_day_below_a_writers_name_is_the_writers() -> None:
    assert workshop(f"{HEAD}<p>by Ana Example</p><p>3 March 2017</p>{TALKS}").first_day is None


def test_labels_may_stand_in_cells_of_their_own() -> None:
    found = workshop(
        HEAD
        + "<table><tr><td>Dates</td><td>8-11 October 2018</td></tr><tr><td>Location</td><td>Vienna, Austria</td></tr>"
        "<tr><td>Host</td><td>Port Agency</td></tr><tr><td>Submission</td><td>1 May 2018</td></tr></table>" + TALKS
    )
    assert (found.first_day, found.venue, found.organizers) == ("2018-10-08", "Vienna, Austria", ("Port Agency",))


def test_labels_are_read_in_other_languages() -> None:
    found = workshop(
        "<h1>防災教育ワークショップ</h1><p>日時：2016年3月14日 13:00-17:00</p><p>会場：東京国際会館 大会議室</p><p>主催：アジア防災研究所</p>"
    )
    assert (found.first_day, found.venue) == ("2016-03-14", "東京国際会館 大会議室")
    assert found.organizers == ("アジア防災研究所",)
    found = workshop(
        "<h1>Taller del Agua</h1><p>Fecha: 10 y 11 de mayo de 2012<br>Lugar: Hotel Andino, Quito, Ecuador<br>"
        "Organizadores: Ministerio del Ambiente y Fundación Agua</p><h2>Recomendaciones</h2><ul><li>Crear un fondo.</li></ul>"
    )
    assert (found.last_day, found.city) == ("2012-05-11", "Quito")
    assert found.organizers == ("Ministerio del Ambiente", "Fundación Agua")


def test_a_year_in_the_title_belongs_to_its_day_but_a_day_elsewhere_stays_open() -> None:
    assert days("<h1>Ports Workshop 2009 (Friday, August 21)</h1>" + TALKS) == ("2009-08-21", "2009-08-21")
    assert workshop("<h1>Ports Workshop 2009</h1><h3>Rennes, August 21</h3>" + TALKS).first_day is None


def test_the_day_of_a_post_is_not_the_events_but_that_of_an_events_record_is() -> None:
    body = "\n## Session 1\n\nOn ports - Dr. Ana Example, Head, Port Office, Fiji\n"
    assert workshop(f"---\ntitle: Forum on Ports\ndate: 2015-05-12\n---\n{body}", "page.md").first_day is None
    record = f"---\ntitle: Forum on Ports\ndate: 12 May 2015\nlocation: Suva, Fiji\n---\n{body}"
    assert days(record, "page.md") == ("2015-05-12", "2015-05-12")


def test_two_events_on_one_page_have_no_days_in_common() -> None:
    text = (
        "<h1>Pacific Data Week</h1><h2>Data Users Meeting</h2><p>1-2 May 2018, Suva, Fiji</p>"
        "<h2>Statistics Forum</h2><p>3-4 June 2018, Nadi, Fiji</p>" + TALKS
    )
    assert workshop(text).first_day is None


# ---- places ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """What a place says of its parts."""

    venue: str | None
    city: str | None
    country: str | None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Suva, Fiji", Said(None, "Suva", "Fiji")),
        ("Grand Hotel in Suva, Fiji", Said("Grand Hotel", "Suva", "Fiji")),
        ("Lindner Hotel, Leipzig", Said("Lindner Hotel", "Leipzig", None)),
        ("Austin, TX, USA", Said(None, "Austin", "USA")),
        ("Center for Ports, 13 Road, Amherst, New York 14228", Said("Center for Ports, 13 Road", "Amherst", None)),
        ("Manila, the Philippines", Said(None, "Manila", "Philippines")),
        ("Padova (Italy)", Said(None, "Padova", "Italy")),
        ("Hobart, Tasmania, Australia", Said(None, "Hobart", "Australia")),
        ("Shangri-La, Manila, Philippines", Said("Shangri-La, Manila", None, "Philippines")),
        ("Aussois and online, France", Said(None, "Aussois", "France")),
        ("Hall 3, Harbour University", Said("Hall 3, Harbour University", None, None)),
        ("Bangkok", Said("Bangkok", None, None)),
    ],
)
def test_a_city_is_one_beside_its_country_state_or_venue(text: str, said: Said) -> None:
    place = split_place(text)
    assert Said(place.venue, place.city, place.country) == said


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("was held in Port Vila, Vanuatu, on 3 May 2010", "Port Vila, Vanuatu"),
        ("takes place on Tuesday, March 23rd, in room 3 of the Fox Building at Harbour University (see map)", "room 3 of the Fox Building at Harbour University"),
        ("will take place at the Paul Conference Center located in the mountains", "Paul Conference Center"),
        ("was held in English and in parallel sessions", None),
        ("was held in 2010 in cooperation with the Trust", None),
    ],
)  # fmt: skip
def test_a_sentence_says_where_behind_held(sentence: str, place: str | None) -> None:
    found = place_in_sentence(f"The workshop {sentence}.", len("The workshop was held") - 4)
    assert (found.text if found else None) == place


@pytest.mark.parametrize(
    "line",
    ["Organised by Harbour University", "Ana Example, Head", "Opening: Hall 3", "Speakers and chairs", "Suva"],
)
def test_what_only_holds_a_place_is_none(line: str) -> None:
    assert not is_place(line)


@pytest.mark.parametrize(
    ("html", "venue", "city"),
    [
        ("<p>Monday, March 17, 2003<br>Harbour Hall, Room 215<br>Harbour University</p>", "Harbour Hall, Room 215, Harbour University", None),
        ("<p>17 March 2003</p><p>TO BE HELD AT:</p><p>Harbour Center</p><p>13 Road</p><p>Apia, Samoa</p>", "Harbour Center, 13 Road, Apia, Samoa", "Apia"),
        ("<h2>Venue</h2><p>Civic Centre, Suva, Fiji</p>", "Civic Centre, Suva, Fiji", "Suva"),
        ("<h3>A meeting of the Trust, Rennes, July 22nd</h3>", "Rennes", "Rennes"),
        ("<p>Last updated by Harbour University, Leipzig</p>", None, None),
        ("<p>27-30 October 2016<br>Ministry of Trade and Industry</p>", None, None),
        ("<h3>held at the Ocean Institute, Brest, France<br>July 2-4, 1997</h3>", "Ocean Institute, Brest, France", "Brest"),
        ("<table><tr><td>09:00</td><td>Welcome – B303, Harbour Center, Apia</td></tr></table>", "B303, Harbour Center, Apia", "Apia"),
    ],
)  # fmt: skip
def test_the_venue_stands_beside_the_date_or_its_label(html: str, venue: str | None, city: str | None) -> None:
    found = workshop(HEAD + html + TALKS)
    assert (found.venue, found.city) == (venue, city)


def test_a_venue_in_the_text_is_joined_with_the_city_in_the_head() -> None:
    text = (
        HEAD
        + "<p>5-11 May 2015, Aussois, France</p><p>The workshop will be held in the Paul Conference Center.</p>"
    )
    found = workshop(text + TALKS)
    assert (found.venue, found.city, found.country) == ("Paul Conference Center", "Aussois", "France")


# ---- organizers ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<p>Organized by</p><p>Port Institute (PI), Department of Trade &amp;<br>Technology, Government of Fiji</p>", ("Port Institute (PI), Department of Trade & Technology, Government of Fiji",)),
        ("<p>The event was organized by the Port Office and the Ministry of Trade (MoT), in collaboration with UNDP.</p>", ("Port Office", "Ministry of Trade (MoT)")),
        ("<p>Organizers: UN-Water, Ministry of Public Works of Fiji</p>", ("UN-Water", "Ministry of Public Works of Fiji")),
        ("<h3>Committee</h3><ul><li>Ana Example (Organizer), Port University, Fiji</li><li>Ben Sample, Port University</li></ul>", ("Ana Example",)),
        ("<h3>Organizers</h3><ul><li>Ana Example, Port University, Fiji</li></ul>", ()),
        ("<p>SPONSORED BY:</p><p>CENTER FOR PORTS</p><p>http://ports.example/</p><p>and</p><p>HARBOUR RESEARCH GROUP</p><p>For further information write to the University of Apia</p>", ("CENTER FOR PORTS", "HARBOUR RESEARCH GROUP")),
    ],
)  # fmt: skip
def test_organizers_are_whole_names_of_bodies(html: str, names: tuple[str, ...]) -> None:
    assert workshop(HEAD + html + TALKS).organizers == names


def test_a_page_that_is_no_event_tells_no_facts() -> None:
    parsed = read(
        "<h1>City opens new park</h1><p>Posted on 3 March 2015</p>"
        "<p>The park was opened on 1 March 2015 in Suva, Fiji. The mayor recommended that visitors use the bus.</p>"
    )
    assert parsed.workshop is None


@pytest.mark.parametrize(
    "head", ["ORIGINAL: ENGLISH<br>DATE: JULY 8, 2011", "Distr.: General<br>8 July 2011 Original: English"]
)
def test_the_day_a_document_was_printed_is_not_the_events(head: str) -> None:
    html = f"<p>{head}</p><p><b>WORKSHOP ON PORTS</b></p><p><b>Suva, September 6 and 7, 2011</b></p>{TALKS}"
    assert days(html) == ("2011-09-06", "2011-09-07")


def test_a_title_in_capitals_goes_on_in_the_next_line() -> None:
    html = """<html><head><title>Seminar on Sea Ports - Program</title></head><body>
    <p><b>SEMINAR ON SEA PORTS<br>FOR PILOTS AND MASTERS OF BOATS</b></p><p>Suva</p></body></html>"""
    assert read(html).title == "SEMINAR ON SEA PORTS FOR PILOTS AND MASTERS OF BOATS"


def test_the_head_of_a_column_of_times_brings_no_organizers() -> None:
    html = f"{HEAD}<p>Suva, Fiji, 6-7 September 2011</p><p>Time</p><p>Group exercise</p>{TALKS}"
    assert workshop(html).organizers == ()


def test_the_sites_name_before_the_events_is_no_part_of_the_title() -> None:
    html = """<html><head><title>UN Harbours - Workshop on Reef Charts, Suva 2015</title></head><body>
    <p><b>Workshop on Reef Charts for Islands of the Pacific</b></p><p>Suva, Fiji</p><p>3 May 2015</p></body></html>"""
    assert read(html).title == "Workshop on Reef Charts for Islands of the Pacific"


# ---- more than one event ------------------------------------------------------------------


def test_a_page_of_two_events_names_them_and_claims_no_ones_facts() -> None:
    parsed = read(
        "<h1>Events of the Port Office</h1>"
        "<h2>Workshop on Ports</h2><p>12-14 May 2015, Suva, Fiji</p><p>Organized by: Port Institute</p>"
        "<h2>Seminar on Ferries</h2><p>3 June 2015, Apia, Samoa</p>" + TALKS
    )
    assert parsed.workshop
    assert (parsed.workshop.first_day, parsed.workshop.venue, parsed.workshop.organizers) == (None, None, ())
    assert any("2 events (Workshop on Ports; Seminar on Ferries)" in note for note in parsed.notes)


def test_a_school_on_the_first_day_of_a_conference_is_a_part_of_it() -> None:
    text = (
        "<h1>Conference on Ports</h1><p>12-14 May 2015, Suva, Fiji</p><h2>School on cranes</h2><p>12 May 2015</p>"
    )
    assert days(text + TALKS) == ("2015-05-12", "2015-05-14")


def test_the_talks_of_a_series_give_it_no_date() -> None:
    dated = "".join(
        f"<li>2023-0{month}-24: On ports, Dr. Ana Example, Head, Port Office</li>" for month in (3, 5, 9)
    )
    assert days(f"<h1>Seminar series on ports</h1><ul>{dated}</ul>" + TALKS) == (None, None)


def test_a_sentence_is_no_venue_but_names_one() -> None:
    found = workshop(
        f"{HEAD}<p>The workshop will happen in person at the Civic Hall, Suva, Fiji on May 12th, 2015.</p>{TALKS}"
    )
    assert (found.venue, found.city, found.country) == ("Civic Hall, Suva, Fiji", "Suva", "Fiji")


def test_a_heading_that_is_a_date_is_no_title() -> None:
    parsed = read("<h1>12-14 May 2015 / Suva</h1><h2>Workshop on Ports</h2>" + TALKS)
    assert parsed.title == "Workshop on Ports"


def test_a_sentence_tells_all_days_where_the_head_prints_the_first() -> None:
    text = "<h1>Workshop on Ports</h1><p>The workshop will be held online on May, 12th - 14th 2015.</p><h3>12/05/2015</h3>"
    assert days(text + TALKS + "<h3>13/05/2015</h3>") == ("2015-05-12", "2015-05-14")


def test_the_next_years_event_is_not_this_one() -> None:
    notice = "<p>The 2016 Workshop on Ports will be held in Denver, Colorado on June 2nd and 3rd.</p>"
    assert workshop(f"{notice}<h1>Workshop on Ports 2015</h1>{TALKS}").city is None


def test_the_place_stands_behind_the_event_it_is_held_with() -> None:
    found = workshop(f"{HEAD}<p>Co-located with SEA 2015 – Palma de Mallorca, Spain</p>{TALKS}")
    assert (found.city, found.country) == ("Palma de Mallorca", "Spain")


def test_a_heading_that_breaks_off_goes_on_in_the_next_line() -> None:
    assert read(f"<h1>2nd International Workshop on</h1><p>Ports and Ferries</p>{TALKS}").title == (
        "2nd International Workshop on Ports and Ferries"
    )


def test_the_line_over_the_date_is_the_title_and_not_the_sites_name() -> None:
    text = (
        "Printer-friendly version\nWORLD PORT INSTITUTE\nEvents > Past events\n\nExchange on Harbour Dues\n\n"
        "Date: June 11-12, 2008\nLocation: Hotel Atoll, Suva, Fiji\nOrganizers: World Port Institute; Pilots Board\n\n"
        "Agenda\n\n9:00  Dues and tides - Dr. Ana Example, Port Office\n"
    )
    parsed = read(text, "page.txt")
    assert parsed.workshop
    assert parsed.title == "Exchange on Harbour Dues"
    assert parsed.workshop.organizers == ("World Port Institute", "Pilots Board")


def test_town_and_hall_may_stand_on_both_sides_of_the_date() -> None:
    found = workshop(f"{HEAD}<p>Dakar (Sénégal), du 4 au 6 novembre 2014 – Hôtel de la Plage</p>{TALKS}")
    assert (found.venue, found.city, found.country) == ("Hôtel de la Plage", "Dakar", "Sénégal")


def test_two_organizers_joined_in_french() -> None:
    found = workshop(f"{HEAD}<p>Organisé par l'Agence des ports et le Réseau des pilotes</p>{TALKS}")
    assert found.organizers == ("Agence des ports", "Réseau des pilotes")


@pytest.mark.parametrize("head", ["agenda.knit", "Microsoft Word - agenda_v2.docx", "index.html"])
def test_a_file_name_in_the_head_is_no_title(head: str) -> None:
    html = f"<html><head><title>{head}</title></head><body><p>Ports are many.</p></body></html>"
    assert read(html).title != head


def test_an_annex_is_titled_by_the_event_whose_agenda_it_is() -> None:
    html = (
        "<html><head><title>Annex 2</title></head><body><p><b>Annex 2: Workshop agenda</b></p>"
        "<p><b>Regional Workshop<br>“Roads and Slopes after the Floods”<br>26-27 October 2005<br>Chiang Rai, Thailand</b></p>"
        f"{TALKS}</body></html>"
    )
    assert read(html).title == "Regional Workshop “Roads and Slopes after the Floods”"
