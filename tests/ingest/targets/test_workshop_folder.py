"""Workshop folders: the saved page, papers attached to its talks, and ids that outlive rewording."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import corpus
from corpus.errors import GoneError, InputError, MovedError, NotFoundError
from corpus.model import LinkedPaper, Workshop
from search.features.recommendations.view import recommendation, recommendations
from search.query import Query

SLUG = "workshop-china-seminar"
REWORDED = "Promote a micro credit system for meeting the financial needs of micro enterprises"
REMOVED = "Deepen the finance system reform"


@pytest.fixture
def folder(workplace: Any) -> Path:
    """A copy of the tracked workshop's folder."""
    shutil.copytree(Path(corpus.__file__).parent / "workshops" / SLUG, workplace.files / SLUG)
    return workplace.files / SLUG


@pytest.fixture
def paper(tiny_pdf: Callable[..., bytes]) -> bytes:
    return tiny_pdf("Laboratories shared by enterprises lower the cost of testing.")


def workshop(workplace: Any) -> Workshop:
    found = workplace.snapshot().store.workshop(SLUG)
    assert found is not None
    return found


def papers_of(workplace: Any, position: int) -> tuple[LinkedPaper, ...]:
    return workshop(workplace).talks[position - 1].papers


def coverage(workplace: Any) -> dict[str, int]:
    return workplace.snapshot().store.meta("coverage")


def attach(folder: Path, talk: str, name: str, role: str = "presentation") -> None:
    with (folder / "workshop.toml").open("a") as toml:
        toml.write(f'\n[[papers]]\ntalk = {talk}\nrole = "{role}"\nfile = "{name}"\n')


def test_the_tracked_workshop_has_its_counts(workplace: Any, folder: Path) -> None:
    report = workplace.ingest()
    found = workshop(workplace)
    assert report.failures == []
    assert len(found.talks) == 17
    assert sum(len(group.recommendations) for group in found.groups) == 60
    assert coverage(workplace) == {"linked": 14, "at_hand": 0, "missing": 14, "failed": 0, "image_only": 0}
    assert all(paper.reason for paper in found.papers)


def test_every_recommendation_has_its_place_and_is_found_by_its_id(workplace: Any, folder: Path) -> None:
    workplace.ingest()
    engine = workplace.engine()
    placed = recommendations(engine, {})
    assert len(placed) == len({item.passage.id for item in placed}) == 60
    assert all(recommendation(engine, item.passage.id) == item for item in placed)
    page = engine.snapshot.store.pages(placed[0].passage.document_id)[0]
    for item in placed:
        assert page.text[item.passage.start : item.passage.end] == item.passage.text


def test_a_talk_is_no_recommendation(workplace: Any, folder: Path) -> None:
    workplace.ingest()
    engine = workplace.engine()
    (talk,) = engine.search(Query("micro credit", limit=1, filters={"kind": ("talk",)})).hits
    with pytest.raises(NotFoundError, match=r"is a talk, not a recommendation\. See /v1/passages/"):
        recommendation(engine, talk.passage.id)


@pytest.mark.parametrize("talk", ["1", '"A Conceptual Framework and Policy Guidelines for SIS approach"'])
def test_a_file_attached_to_a_talk_is_at_hand_and_found_under_its_speaker(
    workplace: Any, folder: Path, paper: bytes, talk: str
) -> None:
    (folder / "papers").mkdir()
    (folder / "papers" / "framework.pdf").write_bytes(paper)
    attach(folder, talk, "papers/framework.pdf")
    report = workplace.ingest()
    assert (report.new, report.failures) == (2, [])
    assert coverage(workplace) == {"linked": 14, "at_hand": 1, "missing": 13, "failed": 0, "image_only": 0}
    ((at_hand,), speaker) = papers_of(workplace, 1), workshop(workplace).talks[0].speaker
    assert (at_hand.state, at_hand.reason) == ("at hand", None)
    filters = {"speaker": (speaker,), "kind": ("paper",)}
    (found,) = workplace.engine().search(Query("laboratories", filters=filters)).hits  # type: ignore[arg-type]
    assert found.passage.document_id == at_hand.document_id
    assert found.passage.workshop == SLUG


def test_a_removed_attachment_is_missing_again(workplace: Any, folder: Path, paper: bytes) -> None:
    plain = (folder / "workshop.toml").read_text()
    (folder / "framework.pdf").write_bytes(paper)
    workplace.write("other.txt", "Another document.")
    attach(folder, "1", "framework.pdf")
    workplace.ingest()
    (folder / "workshop.toml").write_text(plain)
    (folder / "framework.pdf").unlink()
    report = workplace.ingest()
    assert report.gone == 1
    assert papers_of(workplace, 1)[0].state == "missing"
    assert coverage(workplace)["at_hand"] == 0


def test_a_paper_that_cannot_be_read_is_failed_with_the_reason(workplace: Any, folder: Path) -> None:
    (folder / "framework.pdf").write_bytes(b"%PDF-1.4 no more")
    attach(folder, "1", "framework.pdf")
    report = workplace.ingest()
    assert len(report.failures) == 1
    (paper,) = papers_of(workplace, 1)
    assert paper.state == "failed"
    assert paper.reason
    assert coverage(workplace)["failed"] == 1


def test_a_paper_of_pictures_is_image_only(workplace: Any, folder: Path, tiny_pdf: Callable[..., bytes]) -> None:
    (folder / "framework.pdf").write_bytes(tiny_pdf("", ""))
    attach(folder, "1", "framework.pdf")
    workplace.ingest()
    assert papers_of(workplace, 1)[0].state == "image only"
    assert coverage(workplace)["image_only"] == 1


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        ('url = "http://apctt.org"\n', "saved"),
        ("this is no toml", "not valid TOML"),
        ('url = "http://apctt.org"\nsaved = 2026-01-01\npage = "nowhere.txt"\n', "there is no file"),
    ],
)
def test_a_mistake_in_workshop_toml_is_named_and_loses_nothing(
    workplace: Any, folder: Path, mistake: str, said: str
) -> None:
    for number in range(5):
        workplace.write(f"note-{number}.txt", f"Note {number}.")
    workplace.ingest()
    before = sorted(workplace.texts())
    (folder / "workshop.toml").write_text(mistake)
    report = workplace.ingest()
    (failure,) = report.failures
    assert failure.source.endswith("/workshop.toml")
    assert said in failure.message
    assert report.gone == 0
    assert sorted(workplace.texts()) == before


def test_a_mistake_in_one_attachment_is_named_and_loses_nothing(
    workplace: Any, folder: Path, paper: bytes
) -> None:
    (folder / "framework.pdf").write_bytes(paper)
    attach(folder, "1", "framework.pdf")
    for number in range(5):
        workplace.write(f"note-{number}.txt", f"Note {number}.")
    workplace.ingest()
    toml = folder / "workshop.toml"
    toml.write_text(toml.read_text().replace("talk = 1", "talk = 18").replace("# talk = 18", "# talk = 1"))
    report = workplace.ingest()
    (failure,) = report.failures
    assert "18" in failure.message
    assert report.gone == 0
    assert any("Laboratories shared" in text for text in workplace.texts())


@pytest.fixture
def plain(workplace: Any) -> Path:
    """A folder whose page has no structure, with a paper of a talk that its page names and one of none."""
    home = workplace.files / "park-finance"
    workplace.write("park-finance/page.txt", "Meeting notes\n\nLending to firms in parks\n\nCoffee at ten.\n")
    workplace.write("park-finance/lending.txt", "Banks ask for collateral that young firms do not have.")
    workplace.write("park-finance/papers/rents.txt", "Rents fall with the years a firm stays.")
    toml = 'url = "http://example.org/park-finance"\nsaved = 2026-11-28\ntitle = "Meeting on Park Finance"\n'
    toml += '[[papers]]\ntalk = "Lending to firms in parks"\nrole = "presentation"\nfile = "lending.txt"\n'
    (home / "workshop.toml").write_text(toml)
    return home


def test_a_folder_with_workshop_toml_is_a_workshop_whatever_its_page_looks_like(
    workplace: Any, plain: Path
) -> None:
    report = workplace.ingest()
    assert (report.new, report.failures) == (3, [])
    (found,) = workplace.snapshot().store.workshops()
    assert (found.slug, found.title) == ("park-finance", "Meeting on Park Finance")
    assert [talk.title for talk in found.talks] == ["Lending to firms in parks"]
    results = workplace.engine().search(Query("firms parks coffee rents collateral", limit=20)).hits
    assert {result.passage.workshop for result in results} == {"park-finance"}
    page = [result.passage for result in results if result.document.role == "workshop page"]
    assert {passage.heading_path[0] for passage in page} == {"Meeting on Park Finance"}
    assert all("Meeting on Park Finance" in passage.context for passage in page)


def test_papers_of_a_workshop_folder_belong_to_their_talk_or_to_the_workshop(workplace: Any, plain: Path) -> None:
    workplace.ingest()
    lending, rents = (workplace.document((plain / name).resolve()) for name in ("lending.txt", "papers/rents.txt"))
    assert (lending.talk, lending.role, lending.title) == (
        "Lending to firms in parks",
        "presentation",
        "Lending to firms in parks",
    )
    assert (rents.talk, rents.workshop) == (None, "park-finance")


def test_a_paper_with_a_wrong_talk_is_named_and_ingested_all_the_same(workplace: Any, plain: Path) -> None:
    toml = plain / "workshop.toml"
    toml.write_text(toml.read_text().replace("Lending to firms in parks", "Something nobody spoke of"))
    report = workplace.ingest()
    (failure,) = report.failures
    assert failure.code == "no-such-talk"
    assert "line 4" in failure.message
    assert workplace.document((plain / "lending.txt").resolve()).workshop == "park-finance"


def test_other_files_of_a_workshop_folder_are_named_when_they_are_left_out(workplace: Any, plain: Path) -> None:
    (plain / "notes.txt").write_text("Private notes.")
    report = workplace.ingest()
    assert any("left out" in note and "notes.txt" in note for note in report.notes)


def test_a_declaration_is_taken_up_by_the_next_run(workplace: Any, plain: Path) -> None:
    workplace.ingest()
    with (plain / "workshop.toml").open("a") as toml:
        toml.write('[[talks]]\ntalk = 1\nspeakers = [{ name = "Ana Example", country = "Fiji" }]\n')
    report = workplace.ingest()
    assert report.changed >= 1
    (found,) = workplace.snapshot().store.workshops()
    assert found.talks[0].speaker == "Ana Example"
    assert workplace.document((plain / "lending.txt").resolve()).speaker == "Ana Example"
    assert workplace.ingest().changed == 0


def test_a_workshop_can_be_declared_without_any_page(workplace: Any) -> None:
    workplace.write("tides/papers/tables.txt", "Tide tables are printed no more.")
    workplace.write(
        "tides/workshop.toml",
        'title = "Meeting on Tides"\nfirst_day = 2012-01-02\n[[sessions]]\nlabel = "Session 1"\n'
        '[[sessions.talks]]\ntitle = "Tables"\nspeakers = ["Ana Example"]\n'
        'links = [{ role = "presentation", file = "papers/tables.txt" }]\n',
    )
    report = workplace.ingest()
    assert report.failures == []
    (found,) = workplace.snapshot().store.workshops()
    assert (found.title, found.first_day, found.talks[0].papers[0].state) == (
        "Meeting on Tides",
        "2012-01-02",
        "at hand",
    )
    best = workplace.engine().search(Query("tide tables printed", limit=1)).hits[0]
    assert (best.passage.talk, best.passage.speaker) == ("Tables", "Ana Example")


def test_a_file_supplied_for_a_talk_by_name_or_number_is_at_hand(
    workplace: Any, folder: Path, paper: bytes, tmp_path: Path
) -> None:
    workplace.ingest()
    (tmp_path / "supplied.pdf").write_bytes(paper)
    title = workshop(workplace).talks[6].title
    for talk, role in ((title.upper(), "presentation"), ("7", "paper")):
        report = workplace.ingest(tmp_path / "supplied.pdf", attach_to=(SLUG, talk, role))
        assert report.failures == []
        wanted = "white paper" if role == "paper" else role
        assert {p.role: p.state for p in papers_of(workplace, 7)}[wanted] == "at hand"
    assert coverage(workplace)["at_hand"] == 1  # one file, attached otherwise the second time


def test_a_supplied_file_survives_a_run_over_the_folder_of_its_workshop(
    workplace: Any, folder: Path, paper: bytes, tmp_path: Path
) -> None:
    workplace.ingest()
    (tmp_path / "supplied.pdf").write_bytes(paper)
    workplace.ingest(tmp_path / "supplied.pdf", attach_to=(SLUG, "1", "presentation"))
    report = workplace.ingest()
    assert (report.gone, report.changed) == (0, 0)
    assert papers_of(workplace, 1)[0].state == "at hand"


@pytest.mark.parametrize(
    ("slug", "talk", "said"),
    [("nowhere", "1", SLUG), (SLUG, "18", "1 to 17"), (SLUG, "No such talk", "1 to 17")],
)
def test_an_unknown_workshop_or_talk_is_refused_with_the_known_ones(
    workplace: Any, folder: Path, paper: bytes, tmp_path: Path, slug: str, talk: str, said: str
) -> None:
    workplace.ingest()
    (tmp_path / "supplied.pdf").write_bytes(paper)
    with pytest.raises(InputError, match=said):
        workplace.ingest(tmp_path / "supplied.pdf", attach_to=(slug, talk, "paper"))


def test_a_folder_cannot_be_supplied_for_a_talk(workplace: Any, folder: Path) -> None:
    workplace.ingest()
    with pytest.raises(InputError, match="exactly one file"):
        workplace.ingest(workplace.files, attach_to=(SLUG, "1", "paper"))


def test_a_reworded_recommendation_moves_and_a_removed_one_names_the_nearest(workplace: Any, folder: Path) -> None:
    workplace.ingest()
    engine = workplace.engine()
    old = {item.passage.text: item.passage.id for item in recommendations(engine, {})}
    reworded = next(identifier for text, identifier in old.items() if text.startswith(REWORDED))
    removed, removed_text = next((i, text) for text, i in old.items() if text.startswith(REMOVED))
    page = (folder / "page.txt").read_text()
    bullet = next(line for line in page.splitlines(keepends=True) if removed_text[:60] in line)
    (folder / "page.txt").write_text(page.replace(REWORDED, f"{REWORDED} and small farms").replace(bullet, ""))
    report = workplace.ingest()
    assert (report.changed, report.encoded) == (1, 1)
    engine = workplace.engine()
    with pytest.raises(MovedError) as moved:
        engine.passage(reworded)
    assert "and small farms" in engine.passage(moved.value.now).text
    with pytest.raises(GoneError) as gone:
        engine.passage(removed)
    assert gone.value.nearest is not None
    assert engine.passage(gone.value.nearest).kind == "recommendation"
    kept = set(old.values()) - {reworded, removed}
    assert kept < {item.passage.id for item in recommendations(engine, {})}


def test_a_recommendation_that_is_put_back_has_its_old_id_again(workplace: Any, folder: Path) -> None:
    workplace.ingest()
    before = {item.passage.id for item in recommendations(workplace.engine(), {})}
    page = (folder / "page.txt").read_text()
    (folder / "page.txt").write_text(page.replace(REWORDED, "Something else entirely for everybody"))
    workplace.ingest()
    (folder / "page.txt").write_text(page)
    assert workplace.ingest().encoded == 0
    engine = workplace.engine()
    assert {item.passage.id for item in recommendations(engine, {})} == before


def test_the_page_itself_changed_keeps_its_document_id(workplace: Any, folder: Path) -> None:
    workplace.ingest()
    before = workshop(workplace).document_id
    with (folder / "page.txt").open("a") as page:
        page.write("\n• One more recommendation for the villages.\n")
    workplace.ingest()
    assert workshop(workplace).document_id == before


def test_a_page_that_is_no_page_is_named_and_the_run_goes_on(
    workplace: Any, plain: Path, tiny_pdf: Callable[..., bytes]
) -> None:
    (plain / "page.txt").write_bytes(tiny_pdf("A programme in a PDF."))
    workplace.write("other.txt", "Something else.")
    report = workplace.ingest()
    assert [failure.source.rpartition("/")[2] for failure in report.failures] == ["workshop.toml"]
    assert "neither text nor HTML" in report.failures[0].message
    assert "Something else." in workplace.texts()
