"""Which of a file's titles is one: programs fill in names of their own, and those say nothing of the document."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Page

MAX_TITLE = 300
_FIRST_PAGES = 3
"""Pages among which the first heading is looked for: a cover may hold none."""
_UNSUITABLE = ("furniture", "boilerplate", "struck", "hidden", "contents", "references")

_BLANKS = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]{2}|[\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af]")
_PRINTED_FROM = re.compile(
    r"^(?:microsoft|ms)[ -](?:office )?(?:word|power ?point|excel|publisher|visio|outlook)\s*[-–:]\s*",
    re.IGNORECASE,
)
_FILE_ENDINGS = (
    "docx?|docm|dotx?|dotm|pptx?|pptm|ppsx?|potx?|xlsx?|pdf|rtf|odt|odp|ods|indd|indb|qxd|qxp|tex|dvi|ps|eps|fm|p65"
    "|pages|key|numbers|wpd|wps|txt|html?|xml|tiff?|jpe?g|png|gif|bmp|tmp|bak|dwg|ai|cdr|pub|vsd|eml|msg"
)
_FILE_NAME = re.compile(rf".*\.(?:{_FILE_ENDINGS})", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r"(?:https?|file|ftp)://\S+|[a-z]:\\.*|\\\\.*|about:blank|/\S+/\S+", re.IGNORECASE)
_TEMPORARY = re.compile(
    r"~.*|(?:tmp|temp|wrd|wrl|ppt|doc|scan|img|image|dsc|skm?btc|mx-?\w*)[-_ ]?[0-9a-f_]{3,}"
    r"|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{12,}|\d+",
    re.IGNORECASE,
)
_FILLED_IN = re.compile(
    r"power ?point[- ]-?(?:presentation|pr[äa]sentation|演示文稿|簡報|プレゼンテーション|프레젠테이션)"
    r"|(?:pr[ée]sentation|presentaci[óo]n|apresenta[çc][ãa]o|presentazione|презентация|presentatie|prezentacja)"
    r"(?: standard)?"
    r"(?: (?:de|do|di))?(?: microsoft)?(?: (?:power ?point|programu power ?point))?\s*\d*"
    r"|(?:microsoft |ms )?(?:office )?(?:word|power ?point|excel)(?: (?:document|presentation|template|slides?))?"
    r"(?: \d+(?:\.\d+)*)?"
    r"|(?:slide|folie|diapositiv[ae]|diapo|слайд|幻灯片|スライド|page|seite|p[áa]gina|sheet|tabelle|feuil(?:le)?"
    r"|hoja|book|layout|model|new page|neue seite)\s*[-_]?\s*\d*(?: (?:of|von|de|/) \d+)?"
    r"|(?:no|kein|without) (?:slide ?|folien)?tit(?:le|el)|t[íi]tulo|标题"
    r"|(?:slide|document|presentation|report|page)? ?tit(?:le|el|re|ulo)"
    r"|click to (?:add|edit).*|(?:master|document|presentation|dokument|pr[äa]sentation)\s*[-_]?\s*\d*"
    r"|\(?(?:untitled|anonymous|unnamed|unknown|no ?name|none|null|n/?a|undefined|unbenannt|ohne titel|sans titre"
    r"|sin t[íi]tulo|sem t[íi]tulo|senza titolo|без названия|无标题|無題)\)?"
    r"(?:[- ]?(?:document|dokument|page|\d+))*"
    r"|(?:my |default |blank |normal |corporate |company |standard )?(?:design )?"
    r"(?:template|vorlage|mod[èe]le|plantilla)(?: ?(?:slides?|document|\d+))?"
    r"|normal(?:\.dot[mx]?)?|office theme|default design|blank|full page fax print"
    r"|(?:final|first|rough) ?(?:draft|version)?",
    re.IGNORECASE,
)
_MORE = (
    r"[ /(]+(?:v(?:ersion)?[ .]?)?\d[\w.:()-]*| (?:for|with|via|by|from|version)\b.{0,40}"
    r"| (?:pdf\w*|writer|library|core|package|distiller|calc|impress|cc|cs\d?)\b"
)
_PROGRAM = re.compile(
    rf"(?:(?:adobe )?(?:acrobat|distiller|illustrator|photoshop|indesign|pagemaker|framemaker)"
    rf"|(?:adobe )?pdf(?:maker| library)|libreoffice|openoffice(?:\.org)?|(?:gpl )?ghostscript"
    rf"|(?:pdf|xe|lua)?(?:la)? ?tex|tex output|dvips"
    rf"|pscript5?(?:\.dll)?|pdfcreator|wkhtmltopdf|(?:mac )?(?:os x )?quartz pdfcontext|aspose\.?\w*|itext"
    rf"|crystal reports|quarkxpress|wordperfect|corel ?draw|microsoft print to pdf)(?:{_MORE})*"
    rf"|print(?:ing|out| job| preview)?",
    re.IGNORECASE,
)
_LABEL = (
    "abstract|contents|table of contents|introduction|summary|executive summary|foreword|preface|conclusions?"
    "|references|references and notes|agenda|outline|overview|acknowledge?ments?|welcome|thank you.*|draft"
    "|confidential"
    "|inhalt|inhaltsverzeichnis|einleitung|zusammenfassung|sommaire|table des mati[èe]res|r[ée]sum[ée]"
    "|[íi]ndice|introducci[óo]n|resumen|目录|摘要|引言"
)
_PART = re.compile(
    rf"(?:version|page|slide|chapter|figure|table|module|part|section|annex|appendix|step)\s*[\divx.:-]+"
    rf"|(?:chapter|kapitel|chapitre|\d{{1,2}}(?:\.\d+)*[.)])\s.*"
    rf"|(?:\d{{1,2}}(?:\.\d+)*\s+|[ivx]+[.)]\s+)?(?:{_LABEL})\W*",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"[\w\"'“‘«¿¡(\[„]")
_LETTERHEAD = re.compile(r"\b[^\W\d_]{2,6}\.\s?:\s")
"""A field such as "Tel.: 123"."""


def sensible_title(text: str | None) -> str | None:
    """A title that a file states, on one line; None for what programs fill in by themselves."""
    title = _BLANKS.sub(" ", text or "").strip()
    if title.startswith("(") and title.endswith(")") and title.count("(") == 1:
        title = title[1:-1].strip()
    title = _PRINTED_FROM.sub("", title).strip()
    if not _WORD.search(title) or (len(title) < 3 and title.isascii()):
        return None
    filled_in = (_FILE_NAME, _ADDRESS, _TEMPORARY, _FILLED_IN, _PROGRAM)
    return None if any(pattern.fullmatch(title) for pattern in filled_in) else title[:MAX_TITLE]


def first_heading(pages: Sequence[Page]) -> str | None:
    """The largest heading of the first page that has one, the upper one of two alike; None where there is none."""
    for page in pages[:_FIRST_PAGES]:
        unsuitable = [span for span in page.spans if span.role in _UNSUITABLE]
        headings = [
            (span.level, text)
            for span in page.spans
            if span.role == "heading"
            and not any(other.start < span.end and span.start < other.end for other in unsuitable)
            and (text := _heading_text(page.text[span.start : span.end]))
        ]
        if headings:
            return min(headings, key=lambda heading: heading[0])[1]
    return None


def _heading_text(text: str) -> str | None:
    """``text`` where it could be the title of a document: no number of a part, no letterhead, no torn sentence."""
    title = sensible_title(text)
    if title is None or len(title) > MAX_TITLE or _PART.fullmatch(title) or _LETTERHEAD.search(title):
        return None
    return title if _BEGINS.match(title) and title[-1] not in ",;:" else None


def document_title(stated: str | None, pages: Sequence[Page]) -> str | None:
    """The title of a document by itself: the one it states, unless that is a program's, else its first heading.

    A stated title that is one word with digits or underscores is some file's name: a heading says more.
    """
    own = sensible_title(stated)
    weak = own is not None and " " not in own and re.search(r"[\d_]", own) is not None
    if own is not None and not weak:
        return own
    return first_heading(pages) or own
