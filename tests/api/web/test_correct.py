"""The page that corrects a workshop, as a browser without a script uses it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.app import create_app
from api.jobs import JobRunner
from api.settings import Settings
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.jobs import Job, Jobs
from corpus.catalogue.keys import Keys
from corpus.model import Workshop
from ingest.pipeline import Options, ingest
from ingest.sources.http.response import MemoryFetcher
from ingest.workshop_page.declared.corrections import Corrections
from search.encoder.memory import HashingEncoder

URL = "http://harbours.example/harbours"
PAGE = b"""<html><body><h1>Regional Seminar on Harbours</h1>
<h2>Date and Venue</h2><p>3-5 May 2007, Testville, Indonesia</p>
<h2>Details of the Technical Sessions</h2><h3>Technical Session I</h3>
<p>Dredging for Small Ports - Ms. Ana Li, Director, Bank of Testland, Indonesia</p>
<p>Cranes and Tides - Mr. Bo Ray, Professor, University of Testville, Indonesia</p>
<h2>Recommendations Arising Out of the Technical Sessions</h2><h3>Recommendations for Ports</h3>
<p>Ports may consider the following</p>
<ul><li>Dredge the channel every year.</li><li>Publish the tariffs of all berths.</li></ul></body></html>"""


class Desk:
    """A served workshop whose jobs wait until they are run by hand."""

    def __init__(self, data: Path, client: TestClient) -> None:
        self.data, self.client = data, client
        with Catalogue.open(data / "catalogue.sqlite") as catalogue:
            self.key = Keys(catalogue).add("writer", "write")[1]

    def form(self) -> dict[str, str]:
        """The fields of the page as a browser would send them."""
        page = self.client.get("/correct?workshop=harbours").text
        fields = {}
        for tag in re.findall(r"<input [^>]*>", page):
            given = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
            if given.get("type") != "checkbox" and "name" in given:
                fields[given["name"]] = unescape(given.get("value", ""))
        organizers = re.search(r"<textarea[^>]*>([^<]*)</textarea>", page)
        return fields | {"organizers": organizers[1] if organizers else "", "key": self.key}

    def save(self, fields: dict[str, str]) -> Response:
        return self.client.post("/correct", data=fields)

    def waiting(self) -> list[Job]:
        with Catalogue.open(self.data / "catalogue.sqlite") as catalogue:
            return Jobs(catalogue, self.data).in_state("waiting")

    def run(self) -> Workshop:
        """Read the page again as the job does; the workshop as it is then."""
        options = Options(read_again=("harbours",))
        ingest([], self.data, HashingEncoder(), MemoryFetcher({}), options=options)
        with Catalogue.open(self.data / "catalogue.sqlite") as catalogue:
            found = catalogue.workshop("harbours")
        assert found is not None
        return found


@pytest.fixture
def desk(workplace: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr("api.app.encoder_opener", lambda *_: lambda _: HashingEncoder())
    monkeypatch.setattr(JobRunner, "look", lambda _: None)
    workplace.web[URL] = PAGE
    workplace.ingest(URL)
    with TestClient(create_app(Settings(data=workplace.data)), follow_redirects=False) as client:
        yield Desk(workplace.data, client)


def named(fields: dict[str, str], value: str) -> str:
    """The name of the one field with this value."""
    (name,) = [name for name, given in fields.items() if given == value]
    return name


def test_a_corrected_speaker_becomes_a_job_and_stands_when_the_page_is_read_again(desk: Desk) -> None:
    fields = desk.form()
    fields[named(fields, "Bo Ray")] = "Bo Rai"
    answer = desk.save(fields)
    (job,) = desk.waiting()
    assert (answer.status_code, answer.headers["location"]) == (303, f"/jobs/{job.id}")
    assert (job.task["kind"], job.task["workshop"]) == ("correct", "harbours")
    assert "Correcting Regional Seminar on Harbours" in desk.client.get(f"/jobs/{job.id}").text
    assert [talk.speaker for talk in desk.run().talks] == ["Ana Li", "Bo Rai"]
    assert desk.form()[named(fields, "Bo Rai")] == "Bo Rai"


def test_each_item_says_its_line_and_how_sure_the_reader_was(desk: Desk) -> None:
    page = desk.client.get("/correct?workshop=harbours").text
    assert re.search(r"<legend>Talk, <span class=\"soft\">line \d+, sure</span>", page)
    assert "Dredging for Small Ports - Ms. Ana Li" in page


def test_only_what_was_changed_is_kept_and_what_is_taken_back_follows_the_page_again(desk: Desk) -> None:
    fields = desk.form()
    talk = named(fields, "Cranes and Tides")
    fields[talk] = "Cranes at Low Tide"
    desk.save(fields)
    assert Corrections(desk.data).text("harbours").count(" = ") == 2
    assert desk.run().talks[1].title == "Cranes at Low Tide"
    desk.save(desk.form() | {f"back-{talk.removesuffix('-title')}": "1"})
    assert Corrections(desk.data).text("harbours") == ""
    assert desk.run().talks[1].title == "Cranes and Tides"


def test_facts_sessions_groups_and_added_talks_are_corrected(desk: Desk) -> None:
    fields = desk.form()
    session = named(fields, "Technical Session I").removesuffix("-label")
    (group,) = [name for name in fields if name.startswith("g-")]
    fields |= {
        "first_day": "2008-05-03",
        "last_day": "2008-05-04",
        "organizers": "A Board\r\nB Board",
        group: "Mayors; Ports",
    }
    fields |= {f"{session}-label": "Session 1", f"n-{session}-title": "Tugs", f"n-{session}-1-name": "Eve"}
    assert desk.save(fields).status_code == 303
    found = desk.run()
    assert (found.first_day, found.last_day, found.organizers) == (
        "2008-05-03",
        "2008-05-04",
        ("A Board", "B Board"),
    )
    assert [(s.label, [t.title for t in s.talks][2:]) for s in found.sessions] == [("Session 1", ["Tugs"])]
    assert {item.addressees for item in found.groups[0].recommendations} == {("Mayors", "Ports")}
    assert named(desk.form(), "Tugs")


def test_without_a_key_that_may_write_nothing_is_kept_and_what_was_entered_stays(desk: Desk) -> None:
    fields = desk.form() | {"title": "Seminar on Ports", "key": "wsk_x_y"}
    answer = desk.save(fields)
    assert answer.status_code == 401
    assert 'value="Seminar on Ports"' in answer.text
    assert Corrections(desk.data).text("harbours") == ""
    assert desk.save(dict(fields, key=desk.key)).status_code == 303


def test_the_second_of_two_people_is_told_and_neither_loses_anything(desk: Desk) -> None:
    first, second = desk.form(), desk.form()
    first |= {"title": "Title of the first", "city": "Suva"}
    second |= {"title": "Title of the second", "venue": "Port Hall"}
    assert desk.save(first).status_code == 303
    told = desk.save(second)
    assert told.status_code == 409
    assert "Saved meanwhile: Title of the first" in told.text
    for value in ("Title of the second", "Port Hall", "Suva"):
        assert f'value="{value}"' in told.text
    assert "Title of the second" not in Corrections(desk.data).text("harbours")
    seen = unescape(re.findall(r'name="seen" value="([^"]*)"', told.text)[0])
    again = second | {"seen": seen, "city": "Suva"}
    assert json.loads(seen)["title"] == "Title of the first"
    assert desk.save(again).status_code == 303
    kept = Corrections(desk.data).text("harbours")
    assert all(value in kept for value in ("Title of the second", "Port Hall", "Suva"))


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("title", "", "cannot be emptied"),
        ("first_day", "soon", "must be a day"),
        ("last_day", "2001-01-01", "before"),
    ],
)
def test_a_field_that_cannot_be_so_is_refused_in_words(desk: Desk, name: str, value: str, says: str) -> None:
    answer = desk.save(desk.form() | {name: value})
    assert (answer.status_code, says in answer.text) == (422, True)
    assert desk.waiting() == []


def test_an_unknown_workshop_is_not_found(desk: Desk) -> None:
    assert desk.client.get("/correct?workshop=nope").status_code == 404


def test_the_history_shows_which_recommendations_came_with_a_version(desk: Desk, workplace: Any) -> None:
    workplace.web[URL] = PAGE.replace(b"<li>Publish", b"<li>Light the <b>piers</b>.</li><li>Publish")
    workplace.ingest(URL)
    (path,) = re.findall(r'href="(/history/[^"]+)"', desk.client.get("/history").text)
    shown = re.sub(r"<[^>]+>", " ", desk.client.get(path).text)
    assert "Light the piers." in " ".join(shown.split())
    assert "Removed" not in shown
    assert desk.client.get("/history/none").status_code == 404
