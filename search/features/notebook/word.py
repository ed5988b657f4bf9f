"""A Word document of quotes, each with its reference in a footnote. Written as plain OOXML (ISO 29500)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DAY = (1980, 1, 1, 0, 0, 0)
"""Of the files in the package: the same notebook gives the same bytes."""

_CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/word/footnotes.xml" ContentType="{_TYPE}.footnotes+xml"/></Types>'
)
_PACKAGE = (
    f'{_HEAD}<Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_PARTS = (
    f'{_HEAD}<Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="r1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/footnotes" Target="footnotes.xml"/></Relationships>'
)
_STYLES = (
    f'{_HEAD}<w:styles xmlns:w="{_MAIN}">'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/>'
    '<w:rPr><w:sz w:val="36"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/>'
    '<w:pPr><w:spacing w:before="200"/><w:ind w:left="567" w:right="567"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="FootnoteText"><w:name w:val="footnote text"/>'
    '<w:rPr><w:sz w:val="20"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
    '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style></w:styles>'
)
_SEPARATORS = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
    for number, kind in enumerate(("separator", "continuationSeparator"), start=-1)
)
_MARK = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>{}</w:r>'


@dataclass(frozen=True, slots=True)
class Entry:
    """A quote, a note below it, "" for none, and what its footnote says."""

    quote: str
    note: str
    reference: str


def docx(title: str, entries: Sequence[Entry]) -> bytes:
    """A document with these entries in order."""
    body = [_paragraph(title, "Title")]
    footnotes = []
    for number, entry in enumerate(entries, start=1):
        mark = _MARK.format(f'<w:footnoteReference w:id="{number}"/>')
        body.append(_paragraph(f"“{entry.quote}”", "Quote", after=mark))
        body += [_paragraph(line) for line in entry.note.splitlines() if line.strip()]
        note = _paragraph(f" {entry.reference}", "FootnoteText", before=_MARK.format("<w:footnoteRef/>"))
        footnotes.append(f'<w:footnote w:id="{number}">{note}</w:footnote>')
    return _zipped(
        {
            "[Content_Types].xml": _CONTENT_TYPES,
            "_rels/.rels": _PACKAGE,
            "word/_rels/document.xml.rels": _PARTS,
            "word/document.xml": f'{_HEAD}<w:document xmlns:w="{_MAIN}"><w:body>{"".join(body)}'
            "<w:sectPr/></w:body></w:document>",
            "word/styles.xml": _STYLES,
            "word/footnotes.xml": f'{_HEAD}<w:footnotes xmlns:w="{_MAIN}">{_SEPARATORS}{"".join(footnotes)}'
            "</w:footnotes>",
        }
    )


def _paragraph(text: str, style: str = "Normal", before: str = "", after: str = "") -> str:
    shown = escape(_NOT_XML.sub("", text), quote=False)
    run = f'<w:r><w:t xml:space="preserve">{shown}</w:t></w:r>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{before}{run}{after}</w:p>'


def _zipped(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, _DAY), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
