"""What a folder holds."""

from __future__ import annotations

import inspect
import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.sources.files import read_file
from ingest.sources.folder import Listing, find_file, list_folder


def put(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def found(listing: Listing) -> list[str]:
    return [file.relative for file in listing.files]


def passed(listing: Listing) -> dict[str, str]:
    return {item.relative: item.reason for item in listing.passed_over}


def test_finds_every_file_in_an_order_that_depends_on_names_alone(tmp_path: Path) -> None:
    put(tmp_path, "b/2.pdf", "a.pdf", "b/1.pdf", "c.pdf", "b/a/x.pdf")
    listing = list_folder(tmp_path)
    assert found(listing) == ["a.pdf", "c.pdf", "b/1.pdf", "b/2.pdf", "b/a/x.pdf"]
    assert listing.complete
    file = listing.files[0]
    assert (file.source, file.size, file.kind) == ((tmp_path / "a.pdf").as_uri(), 5, "file")


_NAMES = st.lists(
    st.lists(st.text("ab.é ~", min_size=1, max_size=4).filter(lambda n: n.strip(".")), min_size=1, max_size=3),
    max_size=8,
)


@settings(max_examples=30, deadline=None)
@given(_NAMES)
def test_every_file_is_either_found_or_below_something_passed_over(
    tmp_path_factory: pytest.TempPathFactory, names: list[list[str]]
) -> None:
    root = tmp_path_factory.mktemp("tree")
    made = set()
    for parts in names:
        path = root.joinpath(*parts)
        if not any(parent.is_file() for parent in path.parents) and not path.exists():
            put(root, "/".join(parts))
            made.add(path.relative_to(root).as_posix())
    listing = list_folder(root)
    skipped = passed(listing)
    assert len(found(listing)) == len(set(found(listing)))
    assert (
        set(found(listing))
        | {name for name in made if any(name == skip or name.startswith(f"{skip}/") for skip in skipped)}
        == made
    )
    assert not set(found(listing)) & set(skipped)


def test_hidden_and_temporary_files_are_passed_over_by_name(tmp_path: Path) -> None:
    put(tmp_path, ".git/config", ".hidden.pdf", "~$talk.doc", "Thumbs.db", "a.pdf")
    listing = list_folder(tmp_path)
    assert found(listing) == ["a.pdf"]
    assert passed(listing) == {
        ".git": "hidden", ".hidden.pdf": "hidden", "~$talk.doc": "temporary", "Thumbs.db": "temporary",
    }  # fmt: skip
    assert not any(item.failure for item in listing.passed_over)


def test_pipes_and_sockets_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)  # a socket's name must be short
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind("sock")
        assert passed(list_folder(tmp_path)) == {"pipe": "special", "sock": "special"}


def test_links_are_followed_only_to_files_within_the_folder(tmp_path: Path) -> None:
    root = tmp_path / "root"
    put(root, "real.pdf", "sub/x.pdf")
    put(tmp_path, "secret.pdf", "root-next-door/y.pdf")
    (root / "good.pdf").symlink_to("real.pdf")
    (root / "out.pdf").symlink_to("../secret.pdf")
    (root / "next").symlink_to(tmp_path / "root-next-door" / "y.pdf")
    (root / "outdir").symlink_to(tmp_path)
    (root / "sub" / "up").symlink_to(root)
    (root / "broken").symlink_to("nowhere")
    (root / "circle").symlink_to("circle")
    listing = list_folder(root)
    assert sorted(found(listing)) == ["good.pdf", "real.pdf", "sub/x.pdf"]
    assert passed(listing) == {
        "out.pdf": "link out of folder", "next": "link out of folder", "outdir": "link out of folder",
        "sub/up": "link to folder", "broken": "broken link", "circle": "broken link",
    }  # fmt: skip
    linked = next(file for file in listing.files if file.relative == "good.pdf")
    assert read_file(linked.real).data == b"real.pdf"
    assert linked.source.endswith("/good.pdf")


def test_a_root_that_is_itself_a_link_is_listed_under_its_own_name(tmp_path: Path) -> None:
    put(tmp_path, "real/a.pdf")
    (tmp_path / "link").symlink_to("real")
    assert [file.source for file in list_folder(tmp_path / "link").files] == [
        (tmp_path / "link" / "a.pdf").as_uri()
    ]


def test_a_root_that_is_not_there_is_an_incomplete_listing(tmp_path: Path) -> None:
    listing = list_folder(tmp_path / "nothing")
    assert not listing.complete
    assert [item.failure for item in listing.passed_over] == [True]


def test_a_folder_that_cannot_be_listed_makes_the_listing_incomplete_and_costs_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.pdf", "locked/b.pdf", "z/c.pdf")
    real = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    listing = list_folder(tmp_path)
    assert sorted(found(listing)) == ["a.pdf", "z/c.pdf"]
    assert passed(listing) == {"locked": "unreadable"}
    assert not listing.complete


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look at everything")
def test_entries_that_may_not_be_looked_at_make_the_listing_incomplete(tmp_path: Path) -> None:
    put(tmp_path, "half/b.pdf")
    (tmp_path / "half").chmod(0o444)
    try:
        listing = list_folder(tmp_path)
    finally:
        (tmp_path / "half").chmod(0o755)
    assert passed(listing) == {"half/b.pdf": "unreadable"}
    assert not listing.complete


def test_a_file_that_vanishes_during_the_listing_is_named_and_the_listing_stays_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.pdf", "b.pdf")
    real = Path.lstat

    def gone(path: Path) -> os.stat_result:
        if path.name == "a.pdf":
            path.unlink(missing_ok=True)
        return real(path)

    monkeypatch.setattr(Path, "lstat", gone)
    listing = list_folder(tmp_path)
    assert found(listing) == ["b.pdf"]
    assert passed(listing) == {"a.pdf": "vanished"}
    assert listing.complete


def test_a_folder_deeper_than_pythons_recursion_is_listed(tmp_path: Path) -> None:
    folders = [tmp_path]
    for _ in range(200):
        folders.append(folders[-1] / "d")
        folders[-1].mkdir()
    (folders[-1] / "a.pdf").write_bytes(b"x")
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 100)
    try:
        listing = list_folder(tmp_path)
    finally:
        sys.setrecursionlimit(usual)
    assert [Path(name).name for name in found(listing)] == ["a.pdf"]
    assert listing.complete


def test_the_programs_own_data_is_not_taken_in(tmp_path: Path) -> None:
    put(tmp_path, "data/originals/1.pdf", "a.pdf")
    (tmp_path / "link.pdf").symlink_to("data/originals/1.pdf")
    listing = list_folder(tmp_path, own_data=[tmp_path / "data"])
    assert found(listing) == ["a.pdf"]
    assert passed(listing) == {"data": "own data", "link.pdf": "own data"}


def test_a_folder_with_a_workshop_file_is_a_workshop_and_its_papers_are_its_own(tmp_path: Path) -> None:
    put(
        tmp_path, "loose.pdf", "w1/workshop.toml", "w1/page.txt", "w1/papers/a.ppt", "w1/papers/more/b.pdf",
        "w1/papers.pdf", "group/w2/workshop.toml", "group/x.pdf",
    )  # fmt: skip
    listing = list_folder(tmp_path)
    assert sorted(found(listing)) == ["group/x.pdf", "loose.pdf"]
    by_name = {workshop.path.name: workshop for workshop in listing.workshops}
    assert sorted(by_name) == ["w1", "w2"]
    assert [file.relative for file in by_name["w1"].papers] == ["w1/papers/a.ppt", "w1/papers/more/b.pdf"]
    assert [file.path.name for file in by_name["w1"].files if file not in by_name["w1"].papers] == [
        "page.txt",
        "papers.pdf",
    ]
    assert by_name["w1"].toml.path == tmp_path / "w1" / "workshop.toml"
    assert by_name["w2"].files == ()


def test_the_root_itself_may_be_a_workshop(tmp_path: Path) -> None:
    put(tmp_path, "workshop.toml", "papers/a.ppt")
    listing = list_folder(tmp_path)
    assert found(listing) == []
    assert [len(workshop.papers) for workshop in listing.workshops] == [1]


def test_a_workshop_file_that_is_a_pipe_makes_no_workshop(tmp_path: Path) -> None:
    put(tmp_path, "papers/a.ppt")
    os.mkfifo(tmp_path / "workshop.toml")
    listing = list_folder(tmp_path)
    assert found(listing) == ["papers/a.ppt"]
    assert listing.workshops == ()
    assert listing.files[0].workshop is None


def test_a_file_of_records_is_told_apart_and_its_questions_are_not_documents(tmp_path: Path) -> None:
    put(tmp_path, "set/corpus.jsonl", "set/queries.jsonl", "set/qrels/test.tsv", "other/queries.jsonl", "a.pdf")
    listing = list_folder(tmp_path)
    assert {file.relative: file.kind for file in listing.files} == {
        "a.pdf": "file", "set/corpus.jsonl": "records", "other/queries.jsonl": "records",
    }  # fmt: skip
    assert passed(listing) == {"set/queries.jsonl": "evaluation", "set/qrels": "evaluation"}


def test_a_name_that_is_not_utf8_is_found_and_can_be_shown(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff.pdf")
    (tmp_path / name).write_bytes(b"x")
    (file,) = list_folder(tmp_path).files
    assert file.relative == "\ufffd.pdf"
    assert read_file(file.real).data == b"x"


def test_a_single_file_is_found_by_its_own_name_even_through_a_link(tmp_path: Path) -> None:
    put(tmp_path, "a.jsonl")
    (tmp_path / "link.pdf").symlink_to("a.jsonl")
    assert find_file(tmp_path / "a.jsonl").kind == "records"
    linked = find_file(tmp_path / "link.pdf")
    assert (linked.relative, linked.real) == ("link.pdf", (tmp_path / "a.jsonl").resolve())
    with pytest.raises(FileNotFoundError):
        find_file(tmp_path / "nothing")
