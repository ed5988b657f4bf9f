"""A mail is read as it was written: decoded, its headers before it, its attachments apart."""

from __future__ import annotations

import struct
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ExtractionError
from corpus.model import Extraction
from ingest.extract import media, registry
from ingest.extract.mail.compressed_rtf import decompressed
from ingest.extract.msoffice.pages import clean

LINE = "The board agreed to lease oyster beds for twelve years to the cooperative of Café owners."
TABLE = "<table><tr><th>Year</th><th>Leases</th></tr><tr><td>2009</td><td>31</td></tr></table>"


def mail(subject: str = "Minutes – oysters", text: str = LINE) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Clerk <clerk@example.org>"
    message["To"] = "Board <board@example.org>"
    message["Date"] = "Mon, 01 Mar 2010 09:00:00 +0000"
    message["Subject"] = subject
    message.set_content(text)
    return message


def read(message: EmailMessage | bytes, name: str | None = None) -> Extraction:
    data = message if isinstance(message, bytes) else message.as_bytes(policy=SMTP)
    return registry.extract(data, None, name)


def test_a_mail_is_told_by_its_headers_whatever_its_name() -> None:
    data = mail().as_bytes()
    for name in (None, "minutes.eml", "minutes.txt", "minutes.doc"):
        assert media.detect(data, name) == media.MAIL


def test_a_text_that_begins_like_a_memo_stays_a_text() -> None:
    assert media.detect(b"To: all staff\nSubject: lunch\n\nThere is soup.", "memo.txt") == media.TEXT


def test_subject_sender_addressee_and_date_lead_the_text() -> None:
    found = read(mail())
    (page,) = found.pages
    assert page.text == (
        "Minutes – oysters\n\nFrom: Clerk <clerk@example.org>\nTo: Board <board@example.org>\n"
        f"Date: Mon, 01 Mar 2010 09:00:00 +0000\n\n{LINE}"
    )
    assert found.title == "Minutes – oysters"
    assert [(page.text[s.start : s.end], s.role) for s in page.spans] == [("Minutes – oysters", "heading")]


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_no_transfer_encoding_is_left_in_the_text(encoding: str) -> None:
    message = mail()
    message.set_content(LINE, cte=encoding)
    (page,) = read(message).pages
    assert LINE in page.text
    assert "Content-" not in page.text


@given(st.text(st.characters(exclude_categories=["C", "Z", "M"]), min_size=3, max_size=300))
def test_a_word_of_any_script_comes_out_as_it_went_in(word: str) -> None:
    text = read(mail(text=f"Before {word} behind.")).pages[0].text
    assert clean(f"Before {word} behind.") in text


def test_of_plain_text_and_html_saying_the_same_only_the_html_is_read() -> None:
    message = mail("Leases", "Year Leases 2009 31")
    message.add_alternative(f"<html><body><p>{LINE}</p>{TABLE}</body></html>", subtype="html")
    text = "\n".join(page.text for page in read(message).pages)
    assert text.count(LINE) == 1
    assert "Year: 2009 | Leases: 31" in text
    assert "Year Leases 2009 31" not in text


def test_no_part_of_an_html_mail_counts_as_a_menu() -> None:
    message = mail("Leases", "x")
    body = f'<div class="footer"><p>{LINE}</p></div><p><a href="x">More</a></p>'
    message.add_alternative(f"<html><body>{body}</body></html>", subtype="html")
    assert not [span for page in read(message).pages for span in page.spans if span.role == "boilerplate"]


def test_flowing_lines_are_one_paragraph() -> None:
    data = (
        b"From: a@example.org\r\nTo: b@example.org\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; format=flowed\r\n\r\n"
        b"Oyster beds are \r\nleased for twelve \r\nyears.\r\n\r\nNext.\r\n"
    )
    assert "Oyster beds are leased for twelve years.\n\nNext." in read(data).pages[0].text


def test_attachments_are_files_inside_and_not_part_of_the_text() -> None:
    message = mail()
    message.add_attachment(b"%PDF-1.4 x", maintype="application", subtype="pdf", filename="lease – draft.pdf")
    message.add_attachment("Fee: nine hens.", filename="fee.txt")
    found = read(message)
    assert [(file.name, file.data) for file in found.attachments] == [
        ("lease – draft.pdf", b"%PDF-1.4 x"),
        ("fee.txt", b"Fee: nine hens.\r\n"),
    ]
    assert "hens" not in found.pages[0].text


def test_a_forwarded_mail_is_a_file_inside_named_by_its_subject() -> None:
    message = mail("Fwd")
    message.add_attachment(mail("On rye", "Rye is sown in autumn."))
    (file,) = read(message).attachments
    assert file.name == "On rye.eml"
    assert "Rye is sown in autumn." in read(file.data).pages[0].text


def test_pictures_and_signatures_are_no_documents_and_pictures_are_counted() -> None:
    message = mail()
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    message.add_attachment(b"x", maintype="application", subtype="pgp-signature", filename="signature.asc")
    found = read(message)
    assert found.attachments == ()
    assert found.notes == ("1 pictures in the mail were not read.",)


def test_names_of_attachments_lead_nowhere() -> None:
    message = mail()
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="../../etc/a\x07b.pdf")
    (file,) = read(message).attachments
    assert file.name == "etc/ab.pdf"


def test_two_attachments_of_one_name_are_two_files() -> None:
    message = mail()
    for content in (b"%PDF-1", b"%PDF-2"):
        message.add_attachment(content, maintype="application", subtype="pdf", filename="a.pdf")
    assert [file.name for file in read(message).attachments] == ["a.pdf", "a (2).pdf"]


def test_an_encrypted_mail_is_refused_by_name() -> None:
    message = mail()
    message.replace_header("Content-Type", "application/pkcs7-mime; smime-type=enveloped-data")
    with pytest.raises(ExtractionError) as error:
        read(message)
    assert error.value.code == "encrypted"


def test_each_mail_of_a_mailbox_is_a_file_inside() -> None:
    box = b"".join(
        b"From a@example.org Mon Mar  1 09:00:00 2010\n" + mail(subject, f"About {subject}.").as_bytes() + b"\n"
        for subject in ("oysters", "rye")
    )
    found = read(box, "box.mbox")
    assert [file.name for file in found.attachments] == ["oysters.eml", "rye.eml"]
    assert "About rye." in read(found.attachments[1].data).pages[0].text


def test_parts_that_lie_in_each_other_without_end_cost_only_their_file() -> None:
    data = b"From: a@example.org\nMIME-Version: 1.0\n"
    for n in range(3_000):
        data += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n)
    with pytest.raises(ExtractionError) as error:
        registry.extract(data, media.MAIL)
    assert error.value.code in ("damaged", "empty")


def test_a_saved_web_page_is_read_as_the_page_it_was() -> None:
    message = EmailMessage()
    message["From"] = "<Saved by a browser>"
    message["Subject"] = "Saved"
    message["MIME-Version"] = "1.0"
    message.set_content(f"<html><title>Beds</title><body><h1>Beds</h1><p>{LINE}</p></body></html>", subtype="html")
    message.make_related()
    message.add_related(b"\x89PNG", maintype="image", subtype="png")
    data = message.as_bytes()
    assert media.detect(data, "page.mht") == media.MHTML
    found = read(data, "page.mht")
    assert found.title == "Beds"
    assert found.pages[0].text == f"Beds\n\n{LINE}"
    assert found.attachments == ()


def outlook(make: Any, subject: str, body: str, **more: bytes) -> dict[str, bytes]:
    sent = (1267434000 + 11644473600) * 10_000_000
    fixed = b"\0" * 32 + struct.pack("<IIQ", 0x00390040, 6, sent)
    return {
        "__properties_version1.0": fixed,
        "__substg1.0_0037001F": subject.encode("utf-16-le"),
        "__substg1.0_1000001F": body.encode("utf-16-le"),
        "__substg1.0_0C1A001F": "Clerk".encode("utf-16-le"),
        "__substg1.0_5D01001F": "clerk@example.org".encode("utf-16-le"),
        "__substg1.0_0E04001F": "Board".encode("utf-16-le"),
        **more,
    }


def attached(number: int, name: str, data: bytes) -> dict[str, bytes]:
    folder = f"__attach_version1.0_#{number:08X}"
    return {
        f"{folder}/__properties_version1.0": b"\0" * 8,
        f"{folder}/__substg1.0_3707001F": name.encode("utf-16-le"),
        f"{folder}/__substg1.0_37010102": data,
    }


def test_a_mail_of_outlook_is_read_like_any_other(make: Any) -> None:
    streams = outlook(make, "Oysters", LINE) | attached(0, "fee.txt", b"Fee: nine hens.")
    data = make.compound_file(streams)
    assert media.detect(data, "x.doc") == media.MSG
    found = read(data)
    assert found.title == "Oysters"
    assert found.pages[0].text == (
        f"Oysters\n\nFrom: Clerk <clerk@example.org>\nTo: Board\nDate: Mon, 01 Mar 2010 09:00:00 +0000\n\n{LINE}"
    )
    assert [(file.name, file.data.rstrip(b"\0")) for file in found.attachments] == [
        ("fee.txt", b"Fee: nine hens.")
    ]


def test_a_mail_inside_a_mail_of_outlook_is_a_file_inside(make: Any) -> None:
    folder = "__attach_version1.0_#00000000/__substg1.0_3701000D"
    inner = outlook(make, "On rye", "Rye is sown in autumn.") | attached(0, "seed.txt", b"Seed.")
    streams = outlook(make, "Fwd", LINE) | {
        "__attach_version1.0_#00000000/__properties_version1.0": b"\0" * 8,
        **{f"{folder}/{name}": content for name, content in inner.items()},
    }
    (file,) = read(make.compound_file(streams)).attachments
    assert file.name == "On rye.eml"
    found = read(file.data)
    assert "Rye is sown in autumn." in found.pages[0].text
    assert "From: Clerk <clerk@example.org>" in found.pages[0].text
    assert [inside.name for inside in found.attachments] == ["seed.txt"]


def test_rich_text_is_read_where_a_mail_of_outlook_has_nothing_else(make: Any) -> None:
    rich = rb"{\rtf1\ansi Oyster beds are \b leased\b0 .\par}"
    stored = struct.pack("<II4sI", len(rich) + 12, len(rich), b"MELA", 0) + rich
    streams = outlook(make, "Oysters", "") | {"__substg1.0_10090102": stored}
    del streams["__substg1.0_1000001F"]
    assert "Oyster beds are leased." in read(make.compound_file(streams)).pages[0].text


def test_compressed_rich_text_is_unpacked_as_the_specification_shows() -> None:
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert decompressed(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def wrapped(*attributes: tuple[int, bytes]) -> bytes:
    """A winmail.dat of these attributes."""
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(
        b"\x01" + struct.pack("<II", kind, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)
        for kind, value in attributes
    )


def named(name: str) -> bytes:
    """The properties of a file with a long name."""
    wide = name.encode("utf-16-le") + b"\0\0"
    padded = wide + b"\0" * (-len(wide) % 4)
    number = struct.pack("<HHI", 3, 0x0E21, 1)
    return struct.pack("<I", 2) + number + struct.pack("<HHII", 31, 0x3707, 1, len(wide)) + padded


def test_files_and_text_that_outlook_wrapped_are_read() -> None:
    html = b"<p>Thirty-one leases.</p>"
    properties = struct.pack("<IHHII", 1, 258, 0x1013, 1, len(html)) + html + b"\0" * (-len(html) % 4)
    data = wrapped(
        (0x69003, properties), (0x69002, b"\1\0"), (0x18010, b"PLAN~1.TXT\0"), (0x6800F, b"Plan of the beds."),
        (0x69005, named("plan of größe.txt")), (0x69002, b"\1\0"), (0x18010, b"b.txt\0"), (0x6800F, b"More."),
    )  # fmt: skip
    message = EmailMessage()
    message["From"], message["Subject"] = "clerk@example.org", "Minutes"
    message.set_content(data, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    found = read(message)
    assert found.pages[0].text.endswith("Thirty-one leases.")
    assert [(file.name, file.data) for file in found.attachments] == [
        ("plan of größe.txt", b"Plan of the beds."), ("b.txt", b"More."),
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"\x78\x9f\x3e\x22", wrapped((0x69003, b"\xff" * 40))[:30], b"no such file"])
def test_a_broken_file_of_outlook_costs_only_itself(data: bytes) -> None:
    message = mail()
    message.add_attachment(data, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    assert LINE in read(message).pages[0].text


def test_a_file_written_into_a_mail_as_lines_is_an_attachment() -> None:
    lines = "begin 644 plan.txt\n0 4&QA;B!O9B!T:&4@8F5D<RX\n`\nend"
    coded = lines.replace("0 4", "14")
    found = read(mail(text=f"Before.\n\n{coded}\n\nAfter."))
    assert [(file.name, file.data) for file in found.attachments] == [("plan.txt", b"Plan of the beds.")]
    assert found.pages[0].text.endswith("Before.\n\nAfter.")


def test_a_mail_encrypted_in_its_text_is_refused_by_name() -> None:
    with pytest.raises(ExtractionError, match="encrypted") as caught:
        read(mail(text="-----BEGIN PGP MESSAGE-----\n\nhQEMA1234\n-----END PGP MESSAGE-----"))
    assert caught.value.code == "encrypted"


def test_a_mail_that_begins_with_an_empty_header_is_a_mail() -> None:
    data = b"X-Keys:   \r\nMime-Version: 1.0\r\nSubject: Minutes\r\nDate: 1 May 2010\r\n\r\n<p>Said.</p>"
    assert media.detect(data) == media.MAIL


def test_a_winmail_dat_by_itself_is_read_as_the_mail_it_holds() -> None:
    data = wrapped(
        (0x18004, b"Minutes\0"), (0x2800C, b"Thirty-one leases.\0"),
        (0x69002, b"\1\0"), (0x18010, b"b.txt\0"), (0x6800F, b"More."),
    )  # fmt: skip
    found = read(data)
    assert (found.media_type, found.title) == (media.TNEF, "Minutes")
    assert found.pages[0].text == "Minutes\n\nThirty-one leases."
    assert [(file.name, file.data) for file in found.attachments] == [("b.txt", b"More.")]


def test_an_empty_winmail_dat_is_refused_by_name() -> None:
    with pytest.raises(ExtractionError) as caught:
        read(wrapped())
    assert caught.value.code == "empty"
