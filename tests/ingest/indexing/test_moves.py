"""Files, folders and sites that are elsewhere now keep what was cited of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.errors import GoneError, InputError, MovedError
from corpus.ids import document_id
from ingest.pipeline import ingest
from ingest.sources.http.response import MemoryFetcher
from ingest.targets.target import Options

PAGE = """<!DOCTYPE html><html><head><title>Ferries - Testland</title></head><body><h1>Ferries - Testland</h1>
<h2>Date and Venue</h2><p>3-5 May 2007, Testville, Indonesia</p>
<h2>Details of the Technical Sessions</h2><h3>Technical Session I</h3>
<p>Engines for All - Ms. Ana Li, Director, Bank of Testland, Indonesia<br><a href="a.pdf">View Presentation</a></p>
<h2>Recommendations Arising Out of the Technical Sessions</h2><p><strong>(a) Policy Directions</strong></p>
<ul><li>Governments should give small loans to ferry owners.</li></ul></body></html>"""


def passage_ids(workplace: Any, path: Path) -> list[str]:
    store = workplace.snapshot().store
    return [passage.id for passage in store.passages(store.rows_of_document(document_id(path.as_uri())))]


def now(workplace: Any, identifier: str) -> str:
    """The id that an old one leads to."""
    engine = workplace.engine()
    with pytest.raises(MovedError) as moved:
        engine.passage(identifier) if "-" in identifier else engine.document(identifier)
    return moved.value.now


def by_hand(workplace: Any, **options: Any) -> Any:
    return ingest([], workplace.data, workplace.encoder, MemoryFetcher({}), options=Options(**options))


def test_the_ids_of_a_renamed_file_lead_to_its_new_name(workplace: Any) -> None:
    old = workplace.write("a.html", "<h1>Ferries</h1><p>Ferrymen formed a guild at the delta.</p>")
    workplace.ingest()
    (cited,) = passage_ids(workplace, old)
    new = old.rename(old.with_name("b.html"))
    report = workplace.ingest()
    assert (report.failures, report.new, report.gone) == ([], 1, 1)
    assert [now(workplace, cited)] == passage_ids(workplace, new)
    assert now(workplace, document_id(old.as_uri())) == document_id(new.as_uri())


def test_ids_lead_on_through_several_names_and_back(workplace: Any) -> None:
    names = [workplace.files / name for name in ("a.txt", "b.txt", "c.txt")]
    workplace.write("a.txt", "Ferrymen formed a guild.")
    workplace.ingest()
    (first,) = passage_ids(workplace, names[0])
    for before, after in itertools.pairwise(names):
        before.rename(after)
        workplace.ingest()
    assert [now(workplace, first)] == passage_ids(workplace, names[2])
    names[2].rename(names[0])
    workplace.ingest()
    assert workplace.engine().passage(first).text == "Ferrymen formed a guild."


def test_the_ids_of_a_removed_copy_lead_to_the_one_that_stays(workplace: Any) -> None:
    copy = workplace.write("a.txt", "Ferrymen formed a guild.")
    stays = workplace.write("sub/b.txt", "Ferrymen formed a guild.")
    workplace.ingest()
    (cited,) = passage_ids(workplace, copy)
    copy.unlink()
    workplace.ingest()
    assert [now(workplace, cited)] == passage_ids(workplace, stays)


def test_a_file_that_is_gone_for_good_has_no_new_place(workplace: Any) -> None:
    path = workplace.write("a.txt", "Ferrymen formed a guild.")
    workplace.write("b.txt", "Schools get lamps.")
    workplace.ingest()
    (cited,) = passage_ids(workplace, path)
    path.unlink()
    workplace.ingest()
    with pytest.raises(GoneError):
        workplace.engine().passage(cited)


def test_all_files_of_a_folder_may_be_renamed_at_once(workplace: Any) -> None:
    for n in range(4):
        workplace.write(f"{n}.txt", f"Ferry number {n}.")
    workplace.ingest()
    for n in range(4):
        (workplace.files / f"{n}.txt").rename(workplace.files / f"ferry {n}.txt")
    report = workplace.ingest()
    assert (report.failures, report.gone) == ([], 4)
    assert report.published


def test_a_renamed_workshop_page_keeps_its_slug(workplace: Any) -> None:
    old = workplace.write("ferries-2007.html", PAGE)
    workplace.ingest()
    old.rename(old.with_name("saved page.html"))
    workplace.ingest()
    assert [workshop.slug for workshop in workplace.snapshot().store.workshops()] == ["ferries-2007"]


def test_a_deleted_file_stays_out_under_another_name(workplace: Any) -> None:
    path = workplace.write("a.txt", "Solar pumps.")
    workplace.write("b.txt", "Wind mills.")
    workplace.ingest()
    by_hand(workplace, delete=(workplace.document(path).id,))
    path.rename(path.with_name("c.txt"))
    report = workplace.ingest()
    assert report.deleted == 1
    assert workplace.texts() == ["Wind mills."]
    assert any("--restore" in note for note in report.notes)


def test_erasing_a_file_erases_what_it_was_under_its_former_names(workplace: Any) -> None:
    path = workplace.write("a.txt", "Solar pumps.")
    workplace.write("stays.txt", "Wind mills.")
    workplace.ingest()
    for name in ("b.txt", "c.txt"):
        path = path.rename(path.with_name(name))
        workplace.ingest()
    by_hand(workplace, erase=(workplace.document(path).id,))
    with Catalogue.open(workplace.data / CATALOGUE) as catalogue:
        texts = [page.text for entry in catalogue.entries() for page in catalogue.pages(entry.document.id)]
    assert texts == ["Wind mills."]


@pytest.fixture
def library(workplace: Any) -> Any:
    """A folder with a workshop page and two papers, one of them deleted by hand."""
    workplace.write("old/ferries.html", PAGE)
    workplace.write("old/papers/guild.txt", "Ferrymen formed a guild.")
    workplace.write("old/papers/pumps.txt", "Solar pumps.")
    workplace.ingest(workplace.files / "old")
    by_hand(workplace, delete=(workplace.document(workplace.files / "old/papers/pumps.txt").id,))
    return workplace


def test_the_ids_of_a_moved_folder_lead_to_its_new_place(library: Any) -> None:
    old, new = library.files / "old", library.files / "new"
    (cited,) = passage_ids(library, old / "papers/guild.txt")
    old.rename(new)
    with (new / "ferries.html").open("a") as page:  # another edition, known by its place
        page.write("<!-- saved again -->")
    page_ids = passage_ids(library, old / "ferries.html")
    report = library.ingest(new, moved_from=str(old))
    assert report.failures == []
    assert [now(library, cited)] == passage_ids(library, new / "papers/guild.txt")
    assert [now(library, identifier) for identifier in page_ids] == passage_ids(library, new / "ferries.html")
    assert [workshop.slug for workshop in library.snapshot().store.workshops()] == ["ferries"]
    assert "Solar pumps." not in library.texts()


def test_a_moved_folder_that_holds_something_else_changes_nothing(library: Any) -> None:
    library.write("other/notes.txt", "Lamps for schools.")
    report = library.ingest(library.files / "other", moved_from=str(library.files / "old"))
    assert [failure.code for failure in report.failures] == ["not-moved"]
    assert "Ferrymen formed a guild." in library.texts()


def test_a_page_that_moved_to_another_site_takes_its_ids_along(
    workplace: Any, tiny_pdf: Callable[..., bytes]
) -> None:
    pdf = tiny_pdf("Ferry engines.")
    old, new = "http://old.test/w/ferries.html", "http://new.test/w/ferries.html"
    workplace.ingest(old, fetcher=MemoryFetcher({old: PAGE.encode(), "http://old.test/w/a.pdf": pdf}))
    web = MemoryFetcher({new: PAGE.encode(), "http://new.test/w/a.pdf": pdf})
    report = workplace.ingest(new, fetcher=web, moved_from=old)
    assert report.failures == []
    for name in ("ferries.html", "a.pdf"):
        before, after = (document_id(f"http://{site}.test/w/{name}") for site in ("old", "new"))
        assert now(workplace, before) == after


@pytest.mark.parametrize("old", ["nowhere", "http://nowhere.test/"])
def test_a_root_that_nothing_came_from_can_be_neither_moved_nor_forgotten(library: Any, old: str) -> None:
    with pytest.raises(InputError, match="Nothing in this library came from"):
        library.ingest(library.files, moved_from=old)
    with pytest.raises(InputError, match="Nothing in this library came from"):
        by_hand(library, forget=(old,))
    assert "Ferrymen formed a guild." in library.texts()


def test_a_root_moves_to_one_place_that_is_another(library: Any) -> None:
    old = str(library.files / "old")
    with pytest.raises(InputError, match="same place"):
        library.ingest(old, moved_from=old)
    with pytest.raises(InputError, match="exactly one"):
        library.ingest(old, library.files, moved_from=str(library.files))


def test_all_that_came_from_a_forgotten_root_is_removed_and_said(library: Any) -> None:
    library.write("new/lamps.txt", "Schools get lamps.")
    library.ingest(library.files / "new")
    report = by_hand(library, forget=(str(library.files / "old"),))
    assert (report.failures, report.gone, library.texts()) == ([], 2, ["Schools get lamps."])
    assert any("forgotten: 2 documents" in note for note in report.notes)
    assert library.snapshot().store.workshops() == []
    library.ingest(library.files / "old")
    assert "Ferrymen formed a guild." in library.texts()
