"""What compound files say of themselves."""

from __future__ import annotations

import struct
import time
from typing import Any

import pytest

from corpus.errors import ExtractionError
from ingest.extract.msoffice.ole import Container


def property_set(properties: dict[int, bytes]) -> bytes:
    """A set of properties in its one section."""
    places, body = b"", b""
    for identifier, value in properties.items():
        places += struct.pack("<II", identifier, 8 + 8 * len(properties) + len(body))
        body += value
    section = struct.pack("<II", 8 + len(places) + len(body), len(properties)) + places + body
    return struct.pack("<HHI16sI16sI", 0xFFFE, 0, 2, b"", 1, b"", 48) + section


def container(make: Any, properties: dict[int, bytes]) -> Container:
    return Container.open(make.compound_file({"\x05SummaryInformation": property_set(properties)}))


def narrow(text: bytes) -> bytes:
    return struct.pack("<II", 30, len(text) + 1) + text + b"\0" * (4 - len(text) % 4)


def test_the_title_is_read_in_the_code_page_the_file_names(make: Any) -> None:
    page = struct.pack("<IHH", 2, 1251, 0)
    assert container(make, {1: page, 2: narrow("Доклад".encode("cp1251"))}).title() == "Доклад"


def test_what_programs_fill_in_by_themselves_is_no_title(make: Any) -> None:
    assert container(make, {2: narrow(b"Microsoft Word - draft7.doc")}).title() is None
    assert container(make, {2: narrow(b"No Slide Title")}).title() is None


def test_a_property_of_forged_length_costs_no_time(make: Any) -> None:
    vector = struct.pack("<II", 0x1000 | 0x48, 0x7FFFFFFF)
    before = time.process_time()
    assert container(make, {3: vector, 2: narrow(b"A title")}).title() == "A title"
    assert container(make, {2: struct.pack("<II", 30, 0xFFFFFFFF)}).title() is None
    assert time.process_time() - before < 2


def test_a_file_under_rights_management_is_unsupported(make: Any) -> None:
    with pytest.raises(ExtractionError) as caught:
        Container.open(make.compound_file({"\x09DRMContent": b"x"}))
    assert caught.value.code == "unsupported"
