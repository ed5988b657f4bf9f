"""The headings workshop pages use, told apart by their words, however they are capitalised, ended or cut off."""

from __future__ import annotations

import re
from typing import Literal

from ingest.workshop_page.parse.dates import find_days

LabelKind = Literal[
    "date",
    "participants",
    "addresses",
    "details",
    "session",
    "keynote",
    "recommendations",
    "organizers",
    "supporters",
    "report",
]

_TECHNICAL = r"(?:technical|plenary|working|parallel|business|panel|group|thematic|concurrent)"
_SESSION = re.compile(
    rf"(?:{_TECHNICAL}\s+)?session\s*[-–—:#]?\s*(?:no\.?\s*)?(?P<number>[ivx]{{1,5}}|\d{{1,2}}|[a-h]"
    r"|one|two|three|four|five|six|seven|eight|nine|ten)\b\s*(?:[-–—:.]+\s*(?P<title>.*))?",
    re.IGNORECASE,
)
_NAMED_SESSION = re.compile(
    r"(?:opening|inaugural|closing|concluding|valedictory|final|poster)\s+session"
    r"|(?:panel|round\s?-?table|open|group)\s+discussions?",
    re.IGNORECASE,
)
CJK_EVENT = "(?:会议|會議|研讨会?|研討會?|论坛|論壇|活动|活動|培训|培訓|举办|舉辦|举行|舉行|召开|召開|開催)"
PLACE = (
    r"(?:venue|place|location|where|to be held (?:at|in)|held (?:at|in)"
    r"|lugar(?: de celebraci[óo]n)?|lieu|où|dónde|onde|local|(?:veranstaltungs)?ort|место(?: проведения)?|tempat"
    r"|المكان|مكان"
    rf"|สถานที่|장소|{CJK_EVENT}?(?:会場|會場|场地|地点|地點|場所|開催地))"
)
"""Labels before the place of an event."""

_PATTERNS: dict[LabelKind, str] = {
    "date": r"(?:workshop\s+)?(?:dates?|time)(?:\s*(?:and|&|/|,)\s*(?:venue|place|location)?)?"
    r"|venue(?:\s*(?:and|&)\s*dates?)?|when|quand|cu[áa]ndo|quando|fechas?|datum|termin"
    r"|(?:lugar|lieu|local|ort)\s+(?:y|et|e|und)\s+(?:fecha|dates?|data|zeit|datum)"
    r"|(?:fecha|dates?|data|datum|zeit)\s+(?:y|et|e|und)\s+(?:lugar|lieu|local|ort)"
    r"|даты?(?:\s+проведения)?|waktu|tanggal|تاريخ|التاريخ|วันที่|일시|기간"
    rf"|{CJK_EVENT}?(?:日期|时间|時間|日時|期日|開催日)",
    "participants": r"(?:brief\s+)?profile(?:\s+of(?:\s+(?:the\s+)?(?:participants?)?)?)?"
    r"|(?:list\s+of\s+)?participants?|participation",
    "addresses": r"(?:inaugural\s+|opening\s+|welcome\s+)?addresse?s?(?:\s+delivered.*)?"
    r"|inauguration|opening\s+(?:remarks|ceremony)",
    "keynote": r"key\s?-?note(?:\s+(?:address(?:es)?|speech(?:es)?|and)\b.*)?|guest\s+speech(?:es)?.*",
    "details": r"details?\s+of(?:\s+(?:the\s+)?(?:technical(?:\s+sessions?)?|sessions?|presentations?)?)?"
    r"|technical\s+(?:sessions|programme|program)",
    "recommendations": r"(?:(?:key|main|major|general|final|policy|workshop|summary\s+of|list\s+of)\s+)*"
    r"(?:conclusions?(?:\s*(?:and|&)\s*(?:(?:policy|main|key)\s+)?(?:recommendations?|next\s+steps|way\s+forward)?"
    r"|\s+of\s+the\s+[\w\s-]{3,40})?"
    r"|(?:(?:presentation|summary|discussion|adoption|review)\s+of\s+)?(?:the\s+)?(?:\w+\s+)?(?:results|findings|outcomes?"
    r"|lessons(?:\s+learn(?:ed|t))?|gaps|opportunities|challenges|needs|issues|observations|discussions?|priorities"
    r"|summary|conclusions?)(?:\s*,\s*[\w\s]{3,30}?){0,2}\s*(?:,|and|&)\s*(?:and\s+)?(?:\w+\s+)?recommendations?"
    r"(?:\s+(?:of|from|for|to|on|by|regarding)\b.*)?"
    r"|(?:suggestions?|proposals?|requests?)\s+(?:(?:of|from|by|made\s+by)\s+(?:the\s+)?(?:participants|delegates"
    r"|trainees|groups?|meeting|workshop)|for\s+(?:future|further|improvement|follow-?up))\b.*"
    r"|actions\s+(?:arising|agreed|required|to\s+be\s+taken|proposed)"
    r"|(?:key|main)\s+(?:messages|outcomes)|messages\s+(?:from|of)\s+the\s+(?:day|meeting|workshop|seminar|conference)|findings\s+and\s+recommendations|(?:proposed|suggested|agreed"
    r"|recommended|follow-?\s?up)\s+actions?"
    r"|action\s+(?:points|items)|(?:the\s+)?ways?\s+(?:forward|ahead)|next\s+steps?(?:\s+(?:in|for|on"
    r"|towards)\b.*)?"
    r"|(?:(?:conclusions?|principales)\s+(?:et\s+)?)?recommandations?(?:\s+(?:à|aux|au|pour|du|de|des"
    r"|formulées)\b.*)?"
    r"|(?:(?:conclusiones\s+y|principales)\s+)?recomendaciones(?:\s+(?:a|al|para|del?)\b.*)?"
    r"|(?:(?:conclusões\s+e|principais)\s+)?recomendações(?:\s+(?:a|ao|aos|para|d[aeo])\b.*)?"
    r"|(?:schlussfolgerungen\s+und\s+)?(?:handlungs)?empfehlungen(?:\s+(?:an|für|zu[rm]?)\b.*)?"
    r"|(?:(?:выводы|заключения)\s+и\s+)?рекомендации|(?:kesimpulan\s+dan\s+)?rekomendasi"
    r"|(?:الاستنتاجات\s+و)?(?:ال)?توصيات"
    r"|ข้อเสนอแนะ|(?:결론\s*및\s*)?(?:권고|제언)(?:\s*사항)?"
    r"|(?:会议|會議|政策|主要|与会者?|結論(?:與|及|和)|结论(?:与|及|和)|まとめと)?(?:建[议議]|提言|勧告|提案)(?:事項|事项)?"
    r"|(?:decisions?|resolutions?)(?:\s*(?:and|&)\s*)recommendations?(?:\s+of\b.*)?|recommendations?\s*(?:and|&)\s*(?:decisions?|resolutions?)|recommendations?(?:\s+(?:arising|emerging|emanating|made|adopted|agreed|issued|approved|endorsed|of|from|and|for|to|on|by|at)\b.*)?)",
    "organizers": r"(?:jointly\s+)?(?:co-?\s?)?(?:organi[sz]ed|hosted|sponsored|conducted|convened)"
    r"\s+(?:jointly\s+)?by(?:\s+the)?"
    r"|(?:co-?\s?)?organi[sz]ers?|hosts?|veranstalter|organisateurs?|organizadores|organiza[nm]?|convocan?|organisé\s+par|organizado\s+por"
    r"|主催(?:者|機関)?|主[办辦](?:[单單]位|方|者|机构|機構)?|организаторы?|penyelenggara"
    r"|المنظمون|الجهة المنظمة|주최"
    r"|in\s+(?:co-?operation|collaboration|partnership|association|conjunction)\s+with(?:\s+the)?"
    r"|(?:co-?\s?)?organi[sz]ing\s+(?:institutions?|agenc(?:y|ies))",
    "supporters": r"avec\s+(?:l['’]appui|le\s+soutien)(?:\s+financier)?\s+(?:de|du|des)(?:\s+l['’])?"
    r"|con\s+el\s+apoyo\s+(?:de|del)|com\s+o\s+apoio\s+d[aeo]|mit\s+unterstützung\s+(?:von|de[sr])"
    r"|при\s+поддержке|dengan\s+dukungan|"
    r"(?:financially\s+)?(?:supported|funded)\s+by|with\s+(?:the\s+)?support\s+(?:of|from)"
    r"|(?:承|协|協)[办辦](?:[单單]位|方|机构|機構)?|(?:支持|赞助|贊助|指[导導])(?:[单單]位|机构|機構)?|共催|後援|協賛|後援・協賛|주관|후원"
    r"|sponsors?|supporters?|supporting\s+(?:organi[sz]ations?|institutions?|agenc(?:y|ies)|partners?)",
    "report": r"(?:brief\s+|summary\s+)?report|background|objectives?|introduction|summary|overview"
    r"|about\s+the\s+(?:workshop|seminar)",
}
_KINDS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS.items())
_LONGEST = 160
_TITLE_CASE_SMALL = frozenset(
    "a an and as at by de during for from in into of on or the to towards via vs with".split()
)


def _plain(text: str) -> str:
    return re.sub(r"[\s:.…]+$", "", text.strip())


def label_of(text: str) -> LabelKind | None:
    """Which of the known headings ``text`` (on one line, without marker) is, or None."""
    if len(text) > _LONGEST:
        return None
    plain = _plain(text)
    if session_of(text):
        return "session"
    kind = next((kind for kind, pattern in _KINDS if pattern.fullmatch(plain)), None)
    # "additional conclusions and recommendations:" is the end of a sentence.
    return None if kind == "recommendations" and plain[:1].islower() else kind


def inline_label(text: str) -> tuple[LabelKind, int] | None:
    """A label with its content on the same line, "Organized by: APCTT": its kind and where the content starts."""
    line = text[:_LONGEST].replace("：", ":")
    # A row of two cells: "Host | Pipe Agency".
    head, colon, content = line.partition(" | " if line.count(" | ") == 1 and ":" not in line else ":")
    if not colon or not content.strip():
        return None
    kind = label_of(head)
    if kind not in ("date", "organizers", "supporters", "participants"):
        return None
    if colon != ":" and kind == "date" and find_days(content) is None:
        # "Time | Speaker" is the head of a programme.
        return None
    return kind, len(text) - len(text[len(head) + len(colon) :].lstrip())


def session_of(text: str) -> tuple[str, str | None] | None:
    """A session heading's label as printed and the title behind it, if ``text`` is one."""
    if len(text) > _LONGEST * 2:
        return None
    if match := _SESSION.fullmatch(text.strip()):
        title = (match["title"] or "").strip()
        label = text.strip()[: match.start("title")] if title else text.strip()
        return re.sub(r"[\s:–—-]+$", "", label).rstrip(".:"), title or None
    return (_plain(text), None) if _NAMED_SESSION.fullmatch(_plain(text)) else None


def is_numbered_session(text: str) -> bool:
    """Whether a session heading counts: "Technical Session I", not "Inaugural Session"."""
    return len(text) <= _LONGEST * 2 and _SESSION.fullmatch(text.strip()) is not None


def looks_like_heading(text: str) -> bool:
    """Whether a line of saved text could be a heading: short, no sentence, begun with a capital."""
    if not 2 < len(text) <= _LONGEST or text[-1] in '.;,!?"”' or not (text[0].isupper() or text[0].isdigit()):
        return False
    words = text.split()
    return len(words) <= 20 and not re.search(r"[.!?]\s+[A-Z]", text)


def is_title_case(text: str) -> bool:
    """Whether most words that carry meaning begin with a capital."""
    words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", text) if word.casefold() not in _TITLE_CASE_SMALL]
    return bool(words) and sum(word[0].isupper() for word in words) >= 0.6 * len(words)
