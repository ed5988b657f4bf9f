"""An archive gives up its files, and what would harm is refused in words at no cost."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from corpus.errors import ExtractionError
from ingest.extract import registry
from ingest.extract.attachments import MAX_FILES

MIB = 1 << 20


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def problems(data: bytes) -> dict[str, str]:
    found = registry.extract(data).attachments
    return {file.name: file.problem.partition(":")[0] for file in found if file.problem}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_files_of_one_name_are_told_apart() -> None:
    found = registry.extract(zipped(("a.txt", b"one"), ("b/a.txt", b"two"), ("a.txt", b"three")))
    assert [(file.name, file.data) for file in found.attachments] == [
        ("a.txt", b"one"),
        ("b/a.txt", b"two"),
        ("a (2).txt", b"three"),
    ]


@pytest.mark.parametrize("name", ["../a.txt", "b/../../a.txt", "/etc/a.txt", "C:\\a.txt", "..\\a.txt"])
def test_a_name_that_leads_out_of_the_archive_is_refused(name: str) -> None:
    found = registry.extract(zipped((name, b"out"), ("b.txt", b"in")))
    refused, kept = found.attachments
    assert refused.problem is not None
    assert refused.problem.startswith("bad-name: ")
    assert (refused.data, kept.data) == (b"", b"in")


def test_a_file_packed_as_densely_as_bombs_are_is_refused_and_the_others_are_read() -> None:
    found = registry.extract(zipped(("bomb.txt", bytes(40 * MIB)), ("b.txt", b"in")))
    bomb, kept = found.attachments
    assert (bomb.problem or "").startswith("too-large: ")
    assert kept.data == b"in"


def test_an_archive_of_more_than_may_be_held_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(ExtractionError) as error:
        registry.extract(zipped(*((f"{n}.txt", bytes(50 * MIB)) for n in range(4))))
    assert error.value.code == "too-large"
    assert "Unpack it and take in the folder instead." in str(error.value)


def test_an_archive_of_too_many_files_is_refused() -> None:
    with pytest.raises(ExtractionError) as error:
        registry.extract(zipped(*((f"{n}.txt", b"x") for n in range(MAX_FILES + 1))))
    assert error.value.code == "too-large"


def test_an_encrypted_file_is_refused_by_name_and_the_others_are_read() -> None:
    data = bytearray(zipped(("a.txt", b"secret"), ("b.txt", b"open")))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", data, data.index(mark) + at, 1)
    assert problems(bytes(data)) == {"a.txt": "encrypted"}


def test_a_file_whose_bytes_are_damaged_costs_only_itself() -> None:
    data = bytearray(zipped(("a.txt", b"some text " * 50), ("b.txt", b"open")))
    data[40:44] = b"\xff\xff\xff\xff"
    assert problems(bytes(data)) == {"a.txt": "damaged"}


def test_hidden_and_temporary_files_are_left_out_and_counted() -> None:
    names = ("a.txt", ".hidden", "__MACOSX/._a.txt", "~$a.docx", "Thumbs.db", "b/.DS_Store")
    found = registry.extract(zipped(*((name, b"x") for name in names)))
    assert [file.name for file in found.attachments] == ["a.txt"]
    assert found.notes == ("Left out: 5 hidden or temporary files.",)


def test_names_in_utf_8_that_are_not_marked_as_such_are_read() -> None:
    data = zipped(("Förderung.txt", b"x"))
    unmarked = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", unmarked, unmarked.index(mark) + at, 0)
    (file,) = registry.extract(bytes(unmarked)).attachments
    assert file.name == "Förderung.txt"


def test_an_archive_without_files_is_empty() -> None:
    with pytest.raises(ExtractionError) as error:
        registry.extract(zipped())
    assert error.value.code == "empty"


def locked(data: bytes, *names: str) -> bytes:
    """The archive with these files marked as encrypted, in their own heads and in the directory."""
    out = bytearray(data)
    for name in names:
        for mark, flags, name_at in ((b"PK\3\4", 6, 30), (b"PK\1\2", 8, 46)):
            at = -1
            while (at := out.find(mark, at + 1)) >= 0:
                if out[at + name_at :].startswith(name.encode()):
                    out[at + flags] |= 1
    return bytes(out)


def test_an_archive_with_a_password_is_refused_with_what_to_do() -> None:
    with pytest.raises(ExtractionError, match="password") as caught:
        registry.extract(locked(zipped(("a.txt", b"one"), ("b.txt", b"two")), "a.txt", "b.txt"))
    assert caught.value.code == "encrypted"
    assert "Unpack it" in str(caught.value)


def test_of_an_archive_with_one_locked_file_the_others_are_read() -> None:
    data = locked(zipped(("a.txt", b"one"), ("b.txt", b"two")), "a.txt")
    assert problems(data) == {"a.txt": "encrypted"}
    assert [file.data for file in registry.extract(data).attachments] == [b"", b"two"]
