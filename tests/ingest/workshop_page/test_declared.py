"""``workshop.toml``: read whole, and every mistake named."""

from __future__ import annotations

import dataclasses
import datetime
import tomllib
from pathlib import Path

import pytest

import ingest.workshop_page.declared
from corpus.errors import InputError
from ingest.workshop_page.declared.model import Declared
from ingest.workshop_page.declared.reader import read_corrections, read_declared
from ingest.workshop_page.declared.talk_names import talk_of
from ingest.workshop_page.parse.page import ParsedPage

GOOD = 'url = "http://apctt.org/nis/w"\nsaved = 2026-11-23\n'


def write(folder: Path, content: str) -> Path:
    home = folder / "workshop-x"
    (home / "papers").mkdir(parents=True, exist_ok=True)
    (home / "page.txt").write_text("A page", encoding="utf-8")
    (home / "papers" / "a.ppt").write_bytes(b"x")
    (home / "workshop.toml").write_text(content, encoding="utf-8")
    return home


def read(folder: Path, content: str) -> Declared:
    return read_declared(write(folder, content))


def test_the_tracked_workshop_names_its_page_and_has_no_papers(page_file: Path) -> None:
    declared = read_declared(page_file.parent)
    assert declared.slug == "workshop-china-seminar"
    assert declared.url == "http://apctt.org/nis/workshop-china-seminar"
    assert (declared.page, declared.saved, declared.papers) == (
        page_file.resolve(),
        datetime.date(2026, 11, 23),
        (),
    )


def test_papers_come_as_files_or_addresses(tmp_path: Path) -> None:
    declared = read(
        tmp_path,
        GOOD + 'title = " X "\n[[papers]]\ntalk = 1\nrole = "presentation"\nfile = "papers/a.ppt"\n'
        '[[papers]]\ntalk = "On Tea"\nrole = "Paper"\nurl = "https://a.example/b.pdf"\n',
    )
    assert declared.title == "X"
    assert [(p.number, p.talk, p.role, p.file and p.file.name, p.url) for p in declared.papers] == [
        (1, 1, "presentation", "a.ppt", None),
        (2, "On Tea", "white paper", None, "https://a.example/b.pdf"),
    ]


def test_the_page_may_be_named_or_found(tmp_path: Path) -> None:
    home = write(tmp_path, GOOD)
    assert read_declared(home).page.name == "page.txt"
    (home / "page.html").write_text("<p>A page", encoding="utf-8")
    with pytest.raises(InputError, match="several pages"):
        read_declared(home)
    (home / "workshop.toml").write_text(GOOD + 'page = "page.html"\n', encoding="utf-8")
    assert read_declared(home).page.name == "page.html"


ENTRY = GOOD + "[[papers]]\n"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("url = ", "not valid TOML"),
        ("saved = 2026-11-23\n", 'key "url": an address is needed'),
        ('url = "apctt.org/x"\nsaved = 2026-11-23\n', "not a web address"),
        ('url = "http://[x"\nsaved = 2026-11-23\n', "not a web address"),
        ('url = "http://a.example/"\n', 'key "saved"'),
        ('url = "http://a.example/"\nsaved = "yesterday"\n', 'key "saved"'),
        (GOOD + "titel = 1\n", 'unknown key "titel"'),
        (GOOD + "title = 1\n", 'key "title"'),
        (GOOD + 'page = "other.txt"\n', 'no file "other.txt"'),
        (GOOD + 'page = "../page.txt"\n', "outside this folder"),
        (GOOD + 'page = "/etc/passwd"\n', "outside this folder"),
        (GOOD + 'papers = "a"\n', "list of tables"),
        (ENTRY + 'role = "presentation"\nfile = "papers/a.ppt"\n', 'papers entry 1: key "talk"'),
        (ENTRY + 'talk = 0\nrole = "presentation"\nfile = "papers/a.ppt"\n', 'key "talk"'),
        (ENTRY + 'talk = true\nrole = "presentation"\nfile = "papers/a.ppt"\n', 'key "talk"'),
        (ENTRY + 'talk = 1\nrole = "slides"\nfile = "papers/a.ppt"\n', 'key "role"'),
        (ENTRY + 'talk = 1\nrole = "paper"\n', 'either "file"'),
        (ENTRY + 'talk = 1\nrole = "paper"\nfile = "papers/a.ppt"\nurl = "http://a.example/"\n', "only one"),
        (ENTRY + 'talk = 1\nrole = "paper"\nfile = "papers/b.ppt"\n', 'no file "papers/b.ppt"'),
        (ENTRY + 'talk = 1\nrole = "paper"\nfile = "../../x"\n', "outside this folder"),
        (ENTRY + 'talk = 1\nrole = "paper"\nfile = "a\\u0000b"\n', "file name is needed"),
        (ENTRY + 'talk = 1\nrole = "paper"\nfile = "papers"\n', "no file"),
        (ENTRY + 'talk = 1\nrole = "paper"\nurl = "ftp://a.example/"\n', "not a web address"),
        (ENTRY + 'talk = 1\nrole = "paper"\nurl = "http://a.example/"\nnote = 1\n', 'entry 1: unknown key "note"'),
        (
            ENTRY
            + 'talk = 1\nrole = "paper"\nurl = "http://a.example/"\n[[papers]]\ntalk = 1\nrole = "white paper"\n'
            'url = "http://a.example/"\n',
            "entries 1 and 2",
        ),
    ],
)
def test_every_mistake_is_named_with_its_file(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(InputError, match=r"workshop\.toml") as caught:
        read(tmp_path, content)
    assert says in str(caught.value)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    home = write(tmp_path, ENTRY + 'talk = 1\nrole = "paper"\nfile = "papers/out"\n')
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    (home / "papers" / "out").symlink_to(tmp_path / "secret")
    with pytest.raises(InputError, match="outside this folder"):
        read_declared(home)


def test_a_missing_file_and_a_bad_encoding_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_declared(tmp_path)
    (tmp_path / "workshop.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        read_declared(tmp_path)


@pytest.mark.parametrize(
    ("talk", "position"), [("16", 16), ('"IPR framework for R&D  globalization"', 16), ('"Techno-park"', 17)]
)
def test_a_papers_talk_is_found_by_position_or_title(
    tmp_path: Path, from_text: ParsedPage, talk: str, position: int
) -> None:
    assert from_text.workshop
    declared = read(tmp_path, ENTRY + f'talk = {talk}\nrole = "paper"\nurl = "http://a.example/"\n')
    assert talk_of(declared.papers[0], from_text.workshop, declared).position == position


@pytest.mark.parametrize(
    ("talk", "says"), [("18", "no talk 18"), ('"On Tea"', "no talk on the page"), ('"Technology"', "2 talks")]
)
def test_a_talk_that_is_not_there_is_named(tmp_path: Path, from_text: ParsedPage, talk: str, says: str) -> None:
    assert from_text.workshop
    declared = read(tmp_path, ENTRY + f'talk = {talk}\nrole = "paper"\nurl = "http://a.example/"\n')
    with pytest.raises(InputError, match=says):
        talk_of(declared.papers[0], from_text.workshop, declared)


def test_the_documented_example_can_be_read_and_fills_every_field(tmp_path: Path) -> None:
    folder = Path(ingest.workshop_page.declared.__file__).parent
    example = (folder / "README.md").read_text(encoding="utf-8").partition("```toml\n")[2].partition("```")[0]
    home = tmp_path / "harbours"
    (home / "papers").mkdir(parents=True)
    for name in ("page.html", "papers/dredging.pdf", "papers/more.pdf"):
        (home / name).write_text("x", encoding="utf-8")
    (home / "workshop.toml").write_text(example, encoding="utf-8")
    declared = read_declared(home)
    single = {"session_corrections", "addressees_corrections"}  # they stand in no file that replaces all
    names = {field.name for field in dataclasses.fields(declared)} - single
    assert all(getattr(declared, name) for name in names)
    assert set(declared.lines) == set(tomllib.loads(example))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('[[sessions]]\nlabel = "A"\nspeaker = "x"\n', 'line 5: unknown key "speaker"'),
        ('[[sessions]]\n[[sessions.talks]]\nspeakers = ["x"]\n', 'line 4: key "title" is missing'),
        ('[[sessions]]\n[[sessions.talks]]\ntitle = "T"\nspeakers = [1]\n', "line 6: a person is"),
        (
            '[[sessions]]\n[[sessions.talks]]\ntitle = "T"\nlinks = [\n  { label = "x" },\n]\n',
            "line 7: give either",
        ),
        ('[[recommendations]]\nheading = "H"\nitems = ["a",\n  3]\n', "line 6: a recommendation is text"),
        ("last_day = 2012-01-01\n", "line 3: last_day needs a first_day"),
        ('organizers = "x"\n', 'line 3: key "organizers" must be a list'),
        ("[[talks]]\ntalk = 0\n", 'line 4: key "talk" must be'),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(InputError, match=r"workshop\.toml") as caught:
        read(tmp_path, GOOD + content)
    assert says in str(caught.value)


def test_a_workshop_without_a_page_needs_something_declared(tmp_path: Path) -> None:
    home = tmp_path / "w"
    home.mkdir()
    (home / "workshop.toml").write_text('title = "T"\n', encoding="utf-8")
    with pytest.raises(InputError, match="no page in this folder"):
        read_declared(home)


def test_the_documented_example_of_single_corrections_can_be_read(tmp_path: Path) -> None:
    folder = Path(ingest.workshop_page.declared.__file__).parent
    example = (folder / "README.md").read_text(encoding="utf-8").split("```toml\n")[2].partition("```")[0]
    declared = read_corrections(tmp_path / "a.toml", example)
    assert (declared.sessions, declared.groups) == (None, None)
    assert [c.label for c in declared.session_corrections] == ["Session 1"]
    assert [c.addressees for c in declared.addressees_corrections] == [("Ports",)]
