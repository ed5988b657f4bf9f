"""What people correct of a workshop's page stands, whatever becomes of the page afterwards."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from corpus.catalogue.catalogue import Catalogue
from corpus.errors import InputError
from corpus.model import Passage, Speaker, Workshop
from ingest.maintenance.backup import back_up
from ingest.maintenance.restore import restore
from ingest.pipeline import Options, ingest
from ingest.sources.http.response import MemoryFetcher
from ingest.workshop_page.declared.corrections import Corrections, written
from ingest.workshop_page.declared.model import Declared
from ingest.workshop_page.declared.reader import read_corrections

URL = "http://harbours.example/harbours"
SLUG = "harbours"
PAGE = b"""<html><body><h1>Regional Seminar on Harbours</h1>
<h2>Date and Venue</h2><p>3-5 May 2007, Testville, Indonesia</p>
<h2>Details of the Technical Sessions</h2>
<h3>Technical Session I</h3>
<p>Dredging for Small Ports - Ms. Ana Li, Director, Bank of Testland, Indonesia</p>
<p>Cranes and Tides - Mr. Bo Ray, Professor, University of Testville, Indonesia</p>
<h2>Recommendations Arising Out of the Technical Sessions</h2>
<h3>Recommendations for Ports</h3>
<p>Ports may consider the following</p>
<ul><li>Dredge the channel every year.</li><li>Publish the tariffs of all berths.</li></ul>
</body></html>"""
SPEAKER = '[[talks]]\ntalk = "Cranes and Tides"\nspeakers = [{ name = "Bo Rai", country = "Fiji" }]\n'


def correct(workplace: Any, toml: str, slug: str = SLUG) -> Any:
    corrections = Corrections(workplace.data)
    with corrections.locked():
        corrections.write(slug, read_corrections(Path(f"{slug}.toml"), toml))
    return workplace.ingest_nothing(read_again=(slug,))


@pytest.fixture
def desk(workplace: Any) -> Any:
    def ingest_nothing(**options: Any) -> Any:
        fetcher = MemoryFetcher(workplace.web)
        return ingest([], workplace.data, workplace.encoder, fetcher, options=Options(**options))

    workplace.ingest_nothing = ingest_nothing
    workplace.web[URL] = PAGE
    return workplace


def workshop(desk: Any) -> Workshop:
    # An erasure waits for those who still read the snapshot.
    with closing(desk.snapshot()) as snapshot:
        found = snapshot.store.workshop(SLUG)
    assert found is not None
    return found


def passages(desk: Any) -> dict[str, Passage]:
    with Catalogue.open(desk.data / "catalogue.sqlite") as catalogue:
        return {passage.id: passage for passage, _ in catalogue.served_passages()}


def test_a_corrected_speaker_stands_after_the_page_is_read_again_and_no_id_changes(desk: Any) -> None:
    desk.ingest(URL)
    before = passages(desk)
    assert correct(desk, SPEAKER).changed == 1
    assert workshop(desk).talks[1].speakers == (Speaker("Bo Rai", country="Fiji"),)
    assert passages(desk).keys() == before.keys()
    assert [p.speaker for p in passages(desk).values() if p.text.startswith("Cranes")] == ["Bo Rai"]

    desk.web[URL] = PAGE.replace(b"Dredge the channel every year", b"Dredge the channel every month")
    assert desk.ingest(URL).changed == 1
    assert workshop(desk).talks[1].speaker == "Bo Rai"
    assert workshop(desk).talks[0].speaker == "Ana Li"


def test_reading_an_unchanged_page_again_changes_nothing(desk: Any) -> None:
    desk.ingest(URL)
    correct(desk, SPEAKER)
    assert desk.ingest(URL).changed == 0
    assert desk.ingest_nothing(read_again=(SLUG,)).changed == 0


def test_corrections_apply_at_the_next_visit_even_if_the_page_is_unchanged(desk: Any) -> None:
    desk.ingest(URL)
    with Corrections(desk.data).locked():
        Corrections(desk.data).write(SLUG, read_corrections(Path(f"{SLUG}.toml"), SPEAKER))
    desk.ingest(URL)
    assert workshop(desk).talks[1].speaker == "Bo Rai"


def test_a_corrected_title_keeps_the_talk_where_it_stands(desk: Any) -> None:
    desk.ingest(URL)
    place = workshop(desk).talks[1].extent
    before = passages(desk).keys()
    correct(desk, '[[talks]]\ntalk = "Cranes and Tides"\ntitle = "Cranes at Low Tide"\n')
    talk = workshop(desk).talks[1]
    assert (talk.title, talk.extent, talk.speaker) == ("Cranes at Low Tide", place, "Bo Ray")
    assert passages(desk).keys() == before


def test_a_page_that_adopts_the_corrected_title_has_one_such_talk(desk: Any) -> None:
    desk.ingest(URL)
    correct(desk, '[[talks]]\ntalk = "Cranes and Tides"\ntitle = "Cranes at Low Tide"\nspeakers = ["Bo Rai"]\n')
    desk.web[URL] = PAGE.replace(b"Cranes and Tides", b"Cranes at Low Tide")
    report = desk.ingest(URL)
    assert [(t.title, t.speaker) for t in workshop(desk).talks][1:] == [("Cranes at Low Tide", "Bo Rai")]
    assert not any("no talk" in note for note in report.notes)


def test_a_correction_that_no_longer_matches_is_named_with_its_line_and_kept(desk: Any) -> None:
    desk.ingest(URL)
    correct(desk, SPEAKER)
    text = Corrections(desk.data).text(SLUG)
    desk.web[URL] = PAGE.replace(
        b"<p>Cranes and Tides - Mr. Bo Ray, Professor, University of Testville, Indonesia</p>", b""
    )
    report = desk.ingest(URL)
    line = 1 + text.splitlines().index("[[talks]]")
    assert any(
        f'corrections, line {line}: the page has no talk called "Cranes and Tides"' in n for n in report.notes
    )
    assert [talk.title for talk in workshop(desk).talks] == ["Dredging for Small Ports"]
    assert Corrections(desk.data).text(SLUG) == text


@pytest.mark.parametrize(
    ("toml", "addressees"),
    [
        ('recommendation = "Publish the tariffs of all berths."', [("Ports",), ("Mayors",)]),
        ('group = "Recommendations for Ports"', [("Mayors",), ("Mayors",)]),
    ],
)
def test_one_recommendation_or_a_whole_group_is_readdressed(
    desk: Any, toml: str, addressees: list[tuple[str, ...]]
) -> None:
    desk.ingest(URL)
    before = passages(desk).keys()
    correct(desk, f'[[recommendations]]\n{toml}\naddressees = ["Mayors"]\n')
    (group,) = workshop(desk).groups
    assert [item.addressees for item in group.recommendations] == addressees
    told = [p.addressees for p in passages(desk).values() if p.kind == "recommendation"]
    assert sorted(told) == sorted(addressees)
    assert passages(desk).keys() == before


def test_a_session_is_renamed_with_all_that_stands_in_it(desk: Any) -> None:
    desk.ingest(URL)
    correct(desk, '[[sessions]]\nsession = "Technical Session I"\nlabel = "Session 1"\ntitle = "Ports"\n')
    (session,) = workshop(desk).sessions
    assert (session.label, session.title, len(session.talks)) == ("Session 1", "Ports", 2)
    assert {p.session for p in passages(desk).values() if p.talk} == {"Session 1"}


def test_facts_of_the_workshop_are_corrected(desk: Any) -> None:
    desk.ingest(URL)
    correct(
        desk,
        'title = "Seminar on Ports"\nfirst_day = 2008-05-03\ncountry = "Fiji"\norganizers = ["Harbour Board"]\n',
    )
    found = workshop(desk)
    assert (found.title, found.first_day, found.country) == ("Seminar on Ports", "2008-05-03", "Fiji")
    assert found.organizers == ("Harbour Board",)
    assert desk.engine().document(found.document_id).title == "Seminar on Ports"


def test_corrections_survive_a_backup_and_are_gone_with_an_erased_page(desk: Any, tmp_path: Path) -> None:
    desk.ingest(URL)
    correct(desk, SPEAKER)
    back_up(desk.data, tmp_path / "backup.tar")
    restore(tmp_path / "backup.tar", tmp_path / "restored")
    assert Corrections(tmp_path / "restored").text(SLUG) == Corrections(desk.data).text(SLUG)
    desk.ingest_nothing(erase=(workshop(desk).document_id,))
    assert Corrections(desk.data).text(SLUG) == ""


def test_a_damaged_file_of_corrections_loses_no_correction(desk: Any) -> None:
    desk.ingest(URL)
    correct(desk, SPEAKER)
    (desk.data / "corrections" / f"{SLUG}.toml").write_text("title = \n")
    desk.web[URL] = PAGE + b" "
    report = desk.ingest(URL)
    assert "line 1" in report.failures[0].message
    assert workshop(desk).talks[1].speaker == "Bo Rai"


def test_a_supplied_paper_of_a_corrected_talk_follows_it(desk: Any) -> None:
    desk.ingest(URL)
    paper = desk.write("cranes.txt", "Cranes lift more when the tide is low.")
    desk.ingest(paper, attach_to=(SLUG, "2", "presentation"))
    correct(desk, '[[talks]]\ntalk = "Cranes and Tides"\ntitle = "Cranes at Low Tide"\nspeakers = ["Bo Rai"]\n')
    document = desk.document(paper)
    assert (document.talk, document.speaker) == ("Cranes at Low Tide", "Bo Rai")
    assert [paper.state for paper in workshop(desk).talks[1].papers] == ["at hand"]


def test_corrections_win_over_a_folders_workshop_toml_which_stays_as_it_is(desk: Any) -> None:
    toml = (
        'title = "Seminar of the Folder"\ncity = "Suva"\npage = "page.html"\n'
        '[[papers]]\ntalk = "Cranes and Tides"\nrole = "paper"\nfile = "c.txt"\n'
    )
    desk.write(f"{SLUG}/page.html", PAGE)
    desk.write(f"{SLUG}/c.txt", "Cranes lift more when the tide is low.")
    path = desk.write(f"{SLUG}/workshop.toml", toml)
    desk.ingest()
    report = correct(
        desk, 'title = "Seminar on Ports"\n[[talks]]\ntalk = "Cranes and Tides"\ntitle = "Cranes at Low Tide"\n'
    )
    found = workshop(desk)
    assert (found.title, found.city) == ("Seminar on Ports", "Suva")
    assert found.talks[1].title == "Cranes at Low Tide"
    assert report.failures == []
    assert any("override workshop.toml" in note for note in report.notes)
    assert path.read_text() == toml
    assert any(paper.state == "at hand" for paper in found.talks[1].papers)
    assert desk.ingest().changed == 0


def test_what_is_written_reads_as_what_was_meant() -> None:
    said = (
        'title = "A \\"quoted\\" title"\nfirst_day = 2007-05-03\n'
        '[[sessions]]\nsession = "S"\nchairs = [{ name = "Eve", role = "Chair" }]\n'
        '[[talks]]\ntalk = "T"\nspeakers = []\n[[talks]]\nsession = "S"\ntitle = "New"\n'
        '[[recommendations]]\ngroup = "G"\nrecommendation = "R"\naddressees = []\n'
    )
    meant = read_corrections(Path("a.toml"), said)
    assert read_corrections(Path("a.toml"), written(meant)) == meant
    assert written(Declared(Path(), "a")) == ""


def test_a_list_neither_replaces_all_nor_corrects_single_ones_is_refused_with_its_line() -> None:
    toml = '[[sessions]]\nsession = "S"\nlabel = "T"\n\n[[sessions]]\nlabel = "U"\n'
    with pytest.raises(InputError, match="line 5"):
        read_corrections(Path("a.toml"), toml)
