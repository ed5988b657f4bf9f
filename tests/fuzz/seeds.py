"""Small files of every kind that is read, made by the writers of the tests, and the parts they are made of."""

from __future__ import annotations

import email.mime.multipart
import email.mime.text
import importlib.util
import io
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType

import docx
import olefile
import pptx
import pypdf
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.extract import media

TESTS = Path(__file__).parents[1]
_UNREAD = re.compile(
    r"slideLayout(?!s/|2\.)|theme|app\.xml|(?:pres|view)Props|tableStyles|fontTable|ettings|WithEffects|customXml"
    r"|\.(?!xml$|rels$|htm$)\w+$"
)
"""Parts that a word processor writes and no reader opens: to change them tries nothing."""
_TEXT = "Promote micro credit for micro enterprises."


@dataclass(frozen=True, repr=False)
class Seed:
    """A file that is read. Where it is a container, ``pack`` makes one of ``parts``."""

    kind: str
    name: str
    data: bytes
    parts: Mapping[str, bytes] = field(default_factory=dict)
    pack: Callable[[Mapping[str, bytes]], bytes] | None = None

    def __repr__(self) -> str:
        return self.name


@cache
def writers(path: str) -> ModuleType:
    """A module of the tests, by its place under ``tests``."""
    spec = importlib.util.spec_from_file_location(re.sub(r"\W", "_", path), TESTS / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def seeds() -> list[Seed]:
    """At least one of each kind that there is a reader for."""
    return [*_compound(), *_zipped(), *_pdfs(), *_written(), *_packages(), *_mails()]


def _compound() -> Iterator[Seed]:
    make = writers("ingest/conftest.py")
    summary = writers("ingest/extract/msoffice/test_ole.py")
    title = summary.property_set({1: struct.pack("<IHH", 2, 1251, 0), 2: summary.narrow(b"A title")})
    paragraph, slide = make.MadeParagraph, make.MadeSlide
    body = [paragraph("Heading", 1), paragraph(f"{_TEXT}\x02"), paragraph("\x13 HYPERLINK x \x14shown\x15")]
    body += [*make.table_row("one", "two"), paragraph("After it – more.", 2)]
    slides = [
        slide("First", _TEXT, notes="Said."), slide("Second", "In the outline.", in_outline=True),
        slide("Third", table=(("a", "b"), ("c", "d")), grouped="Together."),
    ]  # fmt: skip
    old = b"".join(b"\x01\x00" + struct.pack("<I", len(text)) + text for text in (b"An old text", b"Another one"))
    for kind, name, data in (
        (media.DOC, "a.doc", make.word(body, footnotes=["A note."])),
        (media.DOC, "b.doc", make.word([*body[:1], *body[2:], paragraph("\U0001f600")], wide_from=2)),
        (media.PPT, "a.ppt", make.powerpoint(slides)),
        (media.PPT, "b.ppt", make.powerpoint(slides[:1], superseded=slide("Once", "Other."))),
        (media.PPT, "d.ppt", make.powerpoint(slides[:1], objects=[make.compound_file({"package": b"PK\3\4"})])),
        (media.PPT, "c.ppt", make.compound_file({"PP40": old})),
    ):
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            streams = {path[-1]: ole.openstream(path).read() for path in ole.listdir()}
        streams["\x05SummaryInformation"] = title
        yield Seed(kind, name, make.compound_file(streams), streams, make.compound_file)


def _zipped() -> Iterator[Seed]:
    make = writers("ingest/conftest.py")
    for kind, name, data in (
        (media.DOCX, "a.docx", _small_word(make)),
        (media.DOCX, "b.docx", _large_word()),
        (media.PPTX, "a.pptx", _deck()),
    ):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            read = {part: archive.read(part) for part in archive.namelist()}
        parts = {part: content for part, content in read.items() if not _UNREAD.search(part)}
        yield Seed(kind, name, make.zip_package(parts), parts, make.zip_package)


def _packages() -> Iterator[Seed]:
    """Archives, books, workbooks and OpenDocument files, their parts laid open to be changed."""
    make, odf = writers("ingest/conftest.py"), writers("ingest/extract/test_odf.py")
    sheets, books = writers("ingest/extract/test_spreadsheet.py"), writers("ingest/extract/test_epub.py")
    chapters = {"nav": books.chapter("Contents", "Findings"), "a": books.chapter("Findings", _TEXT)}
    pack = Make(make.zip_package)
    yield Seed(media.ZIP, "a.zip", make.zip_package({"a.txt": _TEXT, "day 2/b.txt": _TEXT, "../c.txt": "out"}))
    bare = writers("ingest/extract/packages.py")
    numbered = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1"/>'
        "</text:list-style>"
    )
    body = (
        '<office:forms><form:form><form:checkbox form:id="a" form:label="Yes" form:current-state="checked"/>'
        '</form:form></office:forms><text:list xml:id="l" text:style-name="L"><text:list-item><text:p>One</text:p>'
        '</text:list-item></text:list><text:list text:continue-list="l"><text:list-item><text:p>'
        "<text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>かん</text:ruby-text></text:ruby></text:p>"
        f'</text:list-item></text:list><text:p><draw:control draw:control="a"/>{_TEXT}</text:p>'
    )
    yield Seed(media.ODT, "b.fodt", bare.flat_odf(body))
    for kind, name, data in (
        (media.ODT, "c.odt", bare.odf(body, automatic=numbered)),
        (media.EPUB, "a.epub", books.book(pack, chapters, ["nav", "a"])),
        (media.XLSX, "a.xlsx", sheets.xlsx(sheets.leases_xlsx)),
        (media.ODT, "a.odt", odf.saved(odf.whole_text())),
        (media.ODP, "a.odp", odf.saved(odf.whole_show())),
        (media.ODS, "a.ods", odf.saved(odf.whole_workbook())),
    ):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {part: archive.read(part) for part in archive.namelist() if not _UNREAD.search(part)}
        yield Seed(kind, name, data, parts, make.zip_package)


@dataclass(frozen=True)
class Make:
    """The writer of packages, as the tests are given it."""

    zip_package: Callable[[Mapping[str, str]], bytes]


def _mails() -> Iterator[Seed]:
    make, mails = writers("ingest/conftest.py"), writers("ingest/extract/test_mail.py")
    letter = mails.mail()
    letter.add_alternative(f"<p>{_TEXT}</p>", subtype="html")
    letter.add_attachment(_TEXT.encode(), maintype="application", subtype="pdf", filename="fee – a.pdf")
    letter.add_attachment(mails.mail("Fwd"))
    yield Seed(media.MAIL, "a.eml", letter.as_bytes())
    wrapped = mails.wrapped(
        (0x2800C, b"Text"), (0x69002, b"\1\0"), (0x6800F, b"Nine hens."), (0x69005, mails.named("a"))
    )
    letter = mails.mail()
    letter.add_attachment(wrapped, maintype="application", subtype="ms-tnef", filename="winmail.dat", cte="8bit")
    letter.add_attachment("begin 644 a.txt\n#0V%T\n`\nend\n")
    yield Seed(media.MAIL, "b.eml", letter.as_bytes())
    lists = writers("ingest/extract/test_rtf_lists.py").OUTLINE
    yield Seed(media.RTF, "c.rtf", rf"{{\rtf1{lists}\pard\ls1\ilvl1 {_TEXT}\par\ls3 Nine\par}}".encode())
    yield Seed(media.DOC, "c.doc", writers("ingest/extract/msoffice/test_doc.py").word_2(_TEXT.encode()))
    yield Seed(media.TNEF, "winmail.dat", wrapped)
    yield Seed(
        media.SVG, "a.svg", f"<svg><title>A</title><text>{_TEXT}<tspan x='1'>b</tspan></text></svg>".encode()
    )
    streams = mails.outlook(make, "A title", _TEXT) | mails.attached(0, "fee.txt", b"Nine hens.")
    yield Seed(media.MSG, "a.msg", make.compound_file(streams), streams, make.compound_file)
    sheets = writers("ingest/extract/test_spreadsheet.py")
    yield Seed(media.XLS, "a.xls", sheets.xls(sheets.leases_xls))


def _small_word(make: ModuleType) -> bytes:
    def run(text: str) -> str:
        return f"<w:r><w:t>{text}</w:t></w:r>"

    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    body = f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>{run("Heading")}</w:p>'
    body += f'<w:p>{run(_TEXT)}<w:r><w:footnoteReference w:id="2"/><w:commentReference w:id="0"/></w:r></w:p>'
    body += f"<w:p>{mark.format('begin')}<w:r><w:instrText>PAGEREF x</w:instrText></w:r>{mark.format('separate')}"
    body += f"{run('7')}{mark.format('end')}<w:ins>{run('added')}</w:ins><w:del>{run('gone')}</w:del></w:p>"
    body += f"<w:tbl><w:tr><w:tc><w:p>{run('a')}</w:p></w:tc><w:tc><w:p>{run('b')}</w:p></w:tc></w:tr></w:tbl>"
    body += f"<w:sdt><w:sdtContent><w:p>{run('wrapped')}</w:p></w:sdtContent></w:sdt>"
    body += '<w:altChunk r:id="r3"/>'
    parts = {
        "inserted.htm": "<html><body><h1>Put in</h1><p>And its text.</p></body></html>",
        "footnotes.xml": f'<w:ROOT><w:footnote w:id="2"><w:p>{run("A source.")}</w:p></w:footnote></w:ROOT>',
        "comments.xml": f'<w:ROOT><w:comment w:id="0"><w:p>{run("So?")}</w:p></w:comment></w:ROOT>',
        "header1.xml": f"<w:ROOT><w:p>{run('Head')}</w:p></w:ROOT>",
    }
    kinds = {"footnotes.xml": "footnotes", "comments.xml": "comments", "header1.xml": "header"}
    kinds["inserted.htm"] = "aFChunk"
    made: bytes = make.word_package(body, parts=parts, kinds=kinds)
    return made


def _large_word() -> bytes:
    """As a word processor writes it: with styles, numbering and properties."""
    document = docx.Document()
    document.add_heading("Findings", 1)
    document.add_paragraph(_TEXT)
    document.add_paragraph("first", style="List Number")
    document.add_paragraph("second", style="List Bullet 2")
    document.add_table(2, 2).cell(0, 1).text = "cell"
    document.core_properties.title = "A title"
    document.sections[0].header.paragraphs[0].text = "Head"
    return _saved(document)


def _deck() -> bytes:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "First", _TEXT
    slide.notes_slide.notes_text_frame.text = "Said."
    slide.shapes.add_table(2, 2, Inches(1), Inches(1), Inches(3), Inches(1)).table.cell(0, 0).text = "cell"
    slide.shapes.add_group_shape().shapes.add_textbox(0, 0, 9, 9).text_frame.text = "Together."
    data = CategoryChartData()
    data.categories = ["one", "two"]
    data.add_series("series", (1, 2))
    slide.shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, Inches(2), Inches(2), data)
    return _saved(deck)


def _saved(document: docx.document.Document | pptx.presentation.Presentation) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _pdfs() -> Iterator[Seed]:
    write = writers("ingest/extract/conftest.py")._write_pdf
    pages = [
        [(72, 720, -18, "Findings"), (72, 690, 11, _TEXT), (72, 676, 11, "It is divi-"), (72, 662, 11, "ded.")],
        [(72, 700, 11, "left"), (320, 700, 11, "right"), (72, 60, 9, "2")],
    ]
    whole = write(pages, images=[2], labels="0 << /S /r >>", title="A title")
    torn = write([[(72, 700, 11, "H e re i s so me fo rma tte d te xt th at n o on e ca n re ad")]])
    locked = pypdf.PdfWriter(clone_from=io.BytesIO(whole))
    locked.encrypt("", "owner", algorithm="RC4-128")
    target = io.BytesIO()
    locked.write(target)
    files = {"a": whole, "b": _inflated(whole), "c": _inflated(torn), "d": target.getvalue()}
    files |= _forms(write)
    for name, data in files.items():
        yield Seed(media.PDF, f"{name}.pdf", data)


def _forms(write: Callable[..., bytes]) -> dict[str, bytes]:
    """PDFs that are filled in and commented on, and one that is a form in XML."""
    made = writers("ingest/extract/test_pdf_annotations.py")
    options = [["2", "two days"], ["3", "three days"]]
    annotations = [
        made.field("/Tx", "place", "Nadi", TU="Place"),
        made.field("/Ch", "length", "3", (220, 600, 420, 620), Ff=1 << 17, Opt=options),
        made.ticked("meal", "On", (72, 560, 84, 572), on=True),
        made.remark("/Text", "By whom?", "Ann Lee"),
        made.strike(70, 100, 690, 707),
        made.remark("/FreeText", "Port Vila", IT="/FreeTextTypeWriter"),
    ]
    page = [[(72, 695, 11, "Place:"), (72, 605, 11, "Length:"), (90, 562, 11, "Meal")]]
    return {"e": made.with_annotations(write(page), *annotations), "f": made.xfa(write([made.WAIT]))}


def _inflated(data: bytes) -> bytes:
    """The streams of pages laid open, to be changed too. Readers find the objects though they have moved."""

    def opened(found: re.Match[bytes]) -> bytes:
        plain = zlib.decompress(found[2])
        return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(plain), plain)

    stream = rb"<< /Length (\d+) /Filter /FlateDecode >>\nstream\n(.*?)\nendstream"
    return re.sub(stream, opened, data, flags=re.DOTALL)


def _written() -> Iterator[Seed]:
    html = (
        "<!doctype html><html><head><title>A page</title></head><body><nav><ul><li><a href='/'>Home</a></ul></nav>"
        f"<article><h1>Findings</h1><p>{_TEXT} " + "It is said at some length. " * 8 + "</p><h2>More</h2>"
        "<figure><img alt='A map of it' src=m.png><figcaption>A map</figcaption></figure>"
        "<noscript>Shown else.</noscript>"
        "<svg><title>A chart</title><text x=1>3 <tspan>t</tspan></text></svg><input value='typed in'>"
        "<iframe srcdoc='&lt;p&gt;Inside.&lt;/p&gt;'></iframe><details><summary>s</summary>d</details>"
        "<table><tr><th>a<td>b</table><ol start=3><li>one<li>two</ol><pre>as\n it is</pre></article></body></html>"
    )
    archive = email.mime.multipart.MIMEMultipart("related")
    archive.attach(email.mime.text.MIMEText(html, "html", "utf-8"))
    rtf = rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 Arial;}}{\*\generator x;}{\stylesheet{\s1 h;}}\f0 "
    rtf += rb"Text \'e9 \u8211?\uc2\u9786xy{\footnote A note.}{\*\atnauthor A}"
    rtf += rb"{\*\annotation So?}\trowd a\cell b\cell\row\par Last\tab\bullet one.}"
    shown = (
        rb"{\rtf1{\header Head}{\shp{\*\shpinst{\sp{\sn wzDescription}{\sv A map}}{\shptxt Box\par}}{\shprslt x}}"
    )
    shown += rb"{\field{\*\fldinst FORMDROPDOWN{\*\formfield{\fftype2\ffres1{\*\ffl A}{\*\ffl B}}}}{\fldrslt}}"
    shown += rb"{\field{\*\fldinst EQ \\f(1,2)}{\fldrslt}}{\mmath{\*\moMath{\mf{\mnum{\mr 1}}{\mden{\mr 2}}}}}\par"
    shown += rb"\pard\dropcapt1 M\par\pard\outlinelevel0 aps\par{\pict\bin3 {}}}{\listtext\u-3913?}one\par"
    shown += rb"{\object{\*\objdata 0105000002000000020000004100000000000000000004000000d0cf11e0}}}"
    package = re.sub(r" +", " ", _FLAT)
    yield Seed(media.HTML, "a.html", html.encode())
    yield Seed(media.MHTML, "a.mht", b"MIME-Version: 1.0\n" + _without_version(archive.as_bytes()))
    yield Seed(media.RTF, "a.rtf", rtf)
    yield Seed(media.RTF, "b.rtf", shown)
    marks = (
        "<!doctype html><style>p .n,i#a{vertical-align:super}.o{list-style:lower-roman}</style>"
        f"<p>{_TEXT} 32<b class=n>4</b>, 7<span style='position:relative;top:-.5em;font-size:8px'>2</span></p>"
        "<ol class=o reversed><li>a<li value=7>b<ol type=A><li>c</ol><p><ruby>漢<rt>か</rt>字<rt>じ</rt></ruby>"
        "<script type='math/tex'>\\frac{1}{10^{3}} \\sqrt{x_{1}}</script><q>said</q><object>else</object>"
        "<span><math><msup><mn>10</mn><mn>3</mn></msup></math><i aria-hidden=true>103</i></span></p>"
    )
    yield Seed(media.HTML, "b.html", marks.encode())
    yield Seed(media.FLAT_OPC, "a.xml", package.encode())
    yield Seed(media.WORDML, "b.xml", _WORD_2003.encode())
    yield Seed(media.TEXT, "a.txt", f"Findings\n\n{_TEXT}\n\fSecond page – é.\n".encode())
    yield Seed(media.TEXT, "b.txt", "Выводы\r\nмалые предприятия получают кредиты\r\n".encode("cp1251"))
    yield Seed(media.MARKDOWN, "a.md", f"# Findings\n\n```\n# code\n```\n\n## More\n\n{_TEXT}\n".encode())


def _without_version(message: bytes) -> bytes:
    return b"\n".join(line for line in message.split(b"\n") if not line.startswith(b"MIME-Version: 1.0"))


_FLAT = """<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">
<pkg:part pkg:name="/_rels/.rels"><pkg:xmlData>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
 Target="word/document.xml"/></Relationships></pkg:xmlData></pkg:part>
<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:pPr>
<w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>Findings</w:t></w:r></w:p><w:p><w:r><w:t>flat</w:t></w:r></w:p>
</w:body></w:document></pkg:xmlData></pkg:part></pkg:package>"""
_WORD_2003 = """<?xml version="1.0"?><w:wordDocument
 xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:o="urn:schemas-microsoft-com:office:office">
<o:DocumentProperties><o:Title>A title</o:Title></o:DocumentProperties><w:styles><w:style w:type="paragraph"
 w:styleId="h"><w:name w:val="heading 1"/></w:style></w:styles><w:body><sect><w:p><w:pPr><w:pStyle w:val="h"/>
</w:pPr><w:r><w:t>Findings</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>of 2003</w:t></w:r></w:p></w:tc>
</w:tr></w:tbl><w:hdr><w:p><w:r><w:t>Head</w:t></w:r></w:p></w:hdr></sect></w:body></w:wordDocument>"""
