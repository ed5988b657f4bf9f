"""Words by which programmes say what a line is: breaks, sessions, labels before a name or a title, link texts."""

from __future__ import annotations

import re

from ingest.workshop_page.parse.programme.languages import (
    ABSTRACT_LABELS,
    AFFILIATION_LABELS,
    BREAK_WORDS,
    CHAIR_LABELS,
    DAY_WORDS,
    LINK_FILLERS,
    LINK_WORDS,
    PEOPLE_LABELS,
    TALK_KINDS,
    TITLE_LABELS,
)

_LINK_WORDS = frozenset(
    """
abs abstract abstracts anglais arabic arxiv audio bibtex bio biography chinese code cv details deutsch
diapositivas doc docx doi download downloads en english es español exposé folien fr français french
fulltext github handout handouts homepage html inglés lecture link manuscript map maps material materials mp3 mp4
notes openstreetmap paper papers part pdf poster powerpoint ppt pptx preprint presentación presentation
presentations
profile présentation ps recording recordings replay resumen russian résumé slide slides slideshow spanish
summary supp suppl supplement supplementary
text transcript video videos vimeo vortrag webcast website whitepaper word youtube zip zoom
""".split()
    + LINK_WORDS.split()
)
_LINK_FILLERS = frozenset(
    """
a and as available chinese click conference english extended file final for format french full get hand
here in info information kb long mb min mins minute minutes more of on online
google open or out page pages point
power q read regular russian see short spanish talk the to version view watch white with
""".split()
    + LINK_FILLERS.split()
)


_OPENERS = frozenset(
    "view download click see watch open ver descargar baixar voir télécharger ansehen 下载 下載".split()
)
_FILE_NAME = re.compile(r"[\w.,()%+-]{1,80}\.(?:pdf|pptx?|docx?|odp|key|zip|mp4|ps|rtf)", re.IGNORECASE)


def is_link_label(text: str) -> bool:
    """Whether all words of a link say what sort of file it leads to: "[paper] [slides]", "View Presentation"."""
    if _FILE_NAME.fullmatch(text.strip()):
        return True
    words = re.findall(r"[^\W_]+", text.casefold())
    kinds = sum(word in _LINK_WORDS for word in words)
    return (
        kinds > 0
        and len(words) <= 12
        and all(
            word in _LINK_WORDS
            or word in _LINK_FILLERS
            or word.isdecimal()
            or re.fullmatch(r"\d+[km]b?|[ivx]+", word)
            for word in words
        )
    )


def is_call_to_open(text: str) -> bool:
    """Whether a text without a link says what a link said: "View Presentation", "Download slides"."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return len(words) > 1 and words[0] in _OPENERS and is_link_label(text)


UNAVAILABLE = re.compile(
    r"[(\[]?(?:(?:(?:no|presentation|slides?|video|file|paper|recording|talk)s?\s+)+(?:yet\s+)?(?:is\s+|are\s+)?"
    r"(?:not\s+(?:yet\s+)?available|unavailable|available|coming\s+soon|to\s+follow|provided|file)"
    r"|(?:ponencia|presentaci[óo]n|pr[ée]sentation|communication|vortrag)\s+(?:no[nt]?|nicht)\s+(?:disponib(?:le|ile|el)|verf[üu]gbar)"
    r"|(?:not\s+(?:yet\s+)?available|cancelled|canceled|withdrawn|online|remote(?:ly)?|in\s+person|virtual(?:ly)?|tbc|tba))[)\]]?",
    re.IGNORECASE,
)
"""A remark that a talk's file is missing, or how it is given: "(no file available)", "(online)"."""


def without_remark(text: str) -> str:
    """A title without the remark in brackets behind it."""
    behind = max(text.rfind("("), text.rfind("["))
    return text[:behind].rstrip() if behind > 0 and UNAVAILABLE.fullmatch(text, behind) else text


CITATION = re.compile(
    r"\b(?:eds?\.|eds\b|pp\.|vol\.|doi\b|In:|Proc\.|proceedings of|forthcoming|isbn)|https?://", re.IGNORECASE
)
"""Words of a reference to literature, or an address on the web."""

BREAK = re.compile(
    r"(?:(?:morning|afternoon|mid-?morning|mid-?afternoon|tea|cof+e{1,2}|lunch|short|networking|health"
    r"|refreshment|comfort|informal|long"
    r"|conference|workshop|official|walk-?in|group|gala|welcome|farewell|buffet|evening|closing|opening|poster|the"
    r"|and|&|/|-|–|continental)\s*)*"
    r"(?:cof+e{1,2}|tea|lunch(?:eon)?|dinner|breakfast|break(?:s|fast)?|reception|banquet|recess|registration"
    r"|arrival|departure|check[- ]?in"
    r"|adjourn(?:ment)?|free time|social (?:event|dinner|program\w*)|excursion|sight-?seeing|tour"
    r"|welcome(?: drinks?| part(?:y|ies)| reception)?|welcome"
    r"|opening|closing|(?:opening|closing|welcom\w*|introductory|concluding|final|welcoming|inaugural"
    r"|chair'?s?|organi[sz]ers?'?)\s+"
    r"(?:remarks?|address(?:es)?|ceremony|words|statements?|session|speech(?:es)?|comments?|discussion|notes?)"
    r"|(?:[\w’']+ ){1,4}welcome|(?:welcome|greetings?)(?: message)? (?:to|from|by) .{1,80}"
    r"|wrap[- ]?up|discussions?|general discussion|open discussion|q\s?&\s?a|questions(?: and answers)?"
    r"|group photo(?:graph)?|photo session|start|begin(?:ning)?|(?-i:[A-Z]{2,}\d*) ends?"
    r"|(?:bus|tour|shuttle|train|boat)s? (?:departs?|leaves?)\b.{0,80}"
    r"|exhibition(?: opening| viewing)?|words? of welcome|doors?(?: open(?:s|ing)?)?(?:, assembl[ey])?"
    r"|vote of thanks|award ceremony|end(?: of .*)?|party|drinks?|refreshments?|boat trip|poster session.*"
    r"|poster exhibition"
    r"|(?:parallel |small )?(?:group|working group|break-?out|breakout group) (?:work|discussions?|exercises?"
    r"|sessions?|reports?)(?: \d)?"
    r"|(?:plenary: ?)?reports? (?:of|from|by|back from) (?:the )?(?:working )?groups?|plenary(?: discussions?"
    r"| session)?|clos(?:e|ure)|feedback|field (?:visit|trip)s?"
    r"|(?:field|study|technical|site) (?:visit|trip|tour)s? to .{1,80}|adoption of .{1,60}|election of .{1,40}"
    r"|(?:(?:general|group|open) )?(?:discussions?|drafting|presentation|finali[sz]ation) (?:of|on"
    r"|about) (?:the )?"
    r"(?:draft |main |key )?(?:recommendations?|conclusions?|outcomes?|findings|way forward|next steps"
    r"|group).{0,60}"
    r"|site visits?|evaluation|no (?:talk|seminar|lecture|meeting)|tba|tbd|tbc|to be (?:announced|confirmed"
    r"|determined)|free|cancell?ed|introduction(?: of participants)?"
    rf"|{BREAK_WORDS})"
    r"(?:\s*(?:and|&|/|,|\+|with|for|at|-|–|:|：|\().{0,80}|\s+(?:break|session|reception|buffet|time|remarks"
    r"|photo|in .{0,40}|at .{0,60}|on .{0,40}))?[.!)]?",
    re.IGNORECASE,
)
"""A line that is no talk: a break, a meal, registration, words of welcome."""

FOOD_AS_SUBJECT = re.compile(r"(?:coffee|tea|lunch|dinner|breakfast)\s+(?!breaks?\b)\w+\s+\w+", re.IGNORECASE)
"""A line that begins like a meal and goes on like a title: "Tea on the caravan road"."""
HANDOUT = re.compile(
    r"(?:(?:provisional|draft|final|tentative|annotated)\s+)?(?:list of (?:participants|documents|speakers)"
    r"|participants?'? list"
    r"|agenda|program(?:me)?|schedule|time\s?table|concept (?:note|paper)|(?:information|logistics?"
    r"|aide[- ]m[ée]moire)(?: note)?"
    r"|practical information|registration form|evaluation form|(?:summary |final "
    r"|meeting )?report(?: of the .{1,60})?|photos?"
    r"|press release|bios?|biographies|flyer|poster|lista de participantes|nota conceptual|liste des participants"
    r"|note conceptuelle|ordre du jour|orden del d[íi]a|teilnehmer(?:innen)?liste|tagesordnung"
    r"|список участников|повестка дня|(?:与会者|參加者|参加者)(?:名单|名單|名簿|一覧))",
    re.IGNORECASE,
)
"""A document that goes with a meeting and is no talk."""

SESSION = re.compile(
    r"(?:.{0,60}\b(?:session|sessions|plenary|plenaries|panel|track|symposium|round\s?table|breakout"
    r"|keynotes?|invited (?:talks?|speakers?)"
    r"|contributed (?:talks?|papers?)|paper presentations?|papers?|talks|presentations|posters?"
    r"|lightning talks|tutorials?|programme|program|agenda|schedule"
    r"|working group|theme|block|part)\b.{0,160}"
    r"|.{0,20}(?:分科会|セッション|場次|议题|議題|論壇|论坛|專題|专题).{0,60})",
    re.IGNORECASE,
)
PAPERS = re.compile(
    r".{0,60}\b(?:track|papers?|presentations?|posters?|talks|contributions)\b"
    r"|(?:sesi[óo]n|session|s[ée]ance|sitzung|sess[ãa]o) (?:de )?"
    r"(?:ponencias|comunicaciones|communications|vorträge)",
    re.IGNORECASE,
)
"""A heading over papers: "Track 2: Mills", "Paper presentations"."""
PANEL = re.compile(
    r"(?:.{0,30}\b)?(?:panel|round\s?-?table|debate)(?:\s+(?:discussion|session"
    r"|debate))?(?:\s*[\divx]{1,4})?\s*[:：–—-]\s+",
    re.IGNORECASE,
)
"""What stands before the title of a panel."""
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
DAY = re.compile(
    rf"(?:day\s*(?:\d{{1,2}}|one|two|three|four|five|[ivx]+)\b.{{0,60}}|{_WEEKDAY}\b\.?(?:[\s,(].{{0,60}})?"
    rf"|{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b.{{0,40}}|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\b.{{0,40}}"
    rf"|\d{{1,2}}/\d{{1,2}}(?:/\d+)?"
    rf"|{DAY_WORDS}"
    r"|(?:19|20)\d\d[./年-]\d{1,2}[./月-]\d{1,2}日?(?:\s*[(（].{1,4}[)）])?"
    r"|第.{1,3}[天日].{0,30}|\d{1,2}月\d{1,2}日.{0,30})",
    re.IGNORECASE,
)

OUTSIDE = re.compile(
    r"(?!(?:accepted|contributed|selected)\s)(?:[\w’'-]+\s+){0,3}(?:committees?|organi[sz]ers?|organi[sz]ation|organi[sz]ing|participants?"
    r"|attendees|registration|sponsors?|supporters?|contacts?"
    r"|venue|location|directions|travel|accommodation|hotels?|deadlines?|dates|submissions?|topics?"
    r"|background|objectives?|overview|introduction|scope"
    r"|motivation|aims?|goals?|news|links|archives?|references?|bibliography|readings?|literature|acknowledge?ments?|policy"
    r"|photos?|pictures?|gallery|members|team|staff|partners"
    r"|funding|arrangements|publications?|reviewers|chairs?|editors?|secretariat|about|board)(?:\s+(?:and|&"
    r"|of|for|to|by|with|information)\b.{0,40}|\s*\([^()]{1,40}\))?"
    r"|(?:call for|about|previous|past|earlier|other|related|further|important|how to|supported by|hosted by"
    r"|organi[sz]ed by|sponsored by|to be held)\b.{0,50}"
    r"|.{0,10}(?:委員會|委员会|主辦|主办|協辦|协办|交通|報名|报名|聯絡|联络).{0,10}",
    re.IGNORECASE,
)
"""A heading over what is no programme."""

_LABELS = {
    "title": r"(?:talk|lecture|presentation|paper|keynote|speech)?\s*(?:title|topic|subject|theme)"
    rf"|presentation topic|tentative title|{TITLE_LABELS}",
    "people": r"(?:(?:keynote|invited|guest|main|lead|principal|distinguished)\s+)?(?:speakers?|presenters?"
    r"|lecturers?|authors?|instructors?|panell?ists?)"
    rf"|resource persons?|presented by|given by|by|(?-i:(?:por|par|von)(?=\s+[^\W\d_a-z]))|{PEOPLE_LABELS}",
    "chair": r"(?:session|panel|track) organi[sz]ers?|(?:(?:session|panel|track"
    r"|day)\s*[-–]?\s*)?(?:co-?)?(?:chair(?:s|ed|man|person|woman|ing"
    r"|persons)?|moderat(?:or|ors|ed|ion)|facilitat(?:or|ors|ed)|convenors?|convener)(?:\s+by)?"
    rf"|{CHAIR_LABELS}",
    "discussant": r"(?:lead )?(?:discussants?|respondents?|rapporteurs?|commentators?)",
    "affiliation": r"affiliations?|organi[sz]ation|institution|institute|company|"
    rf"{AFFILIATION_LABELS}",
    "abstract": rf"abstract|summary|description|bio(?:graphy)?|{ABSTRACT_LABELS}",
    "other": r"venue|location|place|room|date|time|language|contact|e-?mail|phone|tel|fax|goal|objectives?"
    r"|keywords?|note|aim|장소|cu[áa]ndo|d[óo]nde|convocan?|quand|où|wann|wo|quando|onde|when|where|who"
    r"|moderator'?s? notes?|lieu|lugar|local|ort|luogo|fechas?|datum|hosted by|supported by"
    r"|(?:co-?)?organi[sz](?:ed by|ado por|[ée]e?s? par)|avec l['’]appui de|con el apoyo de",
}
_EXPLICIT = re.compile(
    "|".join(
        rf"(?P<{kind}>\b(?:{words})\b)" if kind != "people" else rf"(?P<people>(?<!\w)(?:{words}))"
        for kind, words in _LABELS.items()
    ),
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s*(?:\(s\))?\s*(?:[:：]|\s[-–—]\s)\s*")
_NUMBERED = re.compile(
    r"#\d{1,3}\s+(?=[^\W\d_])|(?:(?:talk|paper|presentation|lecture|item|no\.?|#)\s*)?\[?(?:\d{1,3}|[A-Z]\d{1,2})\]?\s*[.):\]-]+\s+",
    re.IGNORECASE,
)
_KIND_OF_TALK = re.compile(
    r"(?:invited|keynote|plenary|contributed|guest|short|long|regular|lightning|opening|special|research"
    r"|position|full|public|distinguished|best|introductory)?\s*"
    r"(?:(?:topic|theme|item|agenda item|subject)(?=\s*(?:\d|[IVX]{1,4}\b))"
    r"|talk|lecture|keynote|paper|presentation|address|speech|tutorial|demo|poster)s?(?:\s*(?:\d{1,2}"
    r"|[IVX]{1,4}))?\s*[:：–—-]\s+"
    rf"|(?:{TALK_KINDS})\s*(?:(?:n[°º.]\s*)?[\dIVX]{{1,3}})?(?:\s*[:：]\s*|\s*[–—-]\s+)"
    rf"|(?:{TALK_KINDS})\s*(?=[「『“\"《])"
    r"|(?:講演|発表|報告|报告|演講|話題提供|강연|발표)\s*[\d０-９①-⑨一二三四五六七八九]{1,3}\s*[:：]?\s*(?=[「『“\"《])",
    re.IGNORECASE,
)


_KIND_IN_BRACKETS = re.compile(
    r"\[(?:(?:invited|keynote|plenary|contributed|guest|short|long|regular|full|lightning|industry)\s*)+"
    r"(?:talk|lecture|paper|presentation|speech|speaker)?s?\]\s*[:：–—-]?\s*",
    re.IGNORECASE,
)
LABEL_WITHIN = re.compile(rf"[\s,;.|(（–—-]+(?:{_LABELS['people']})\s*(?:\(s\))?\s*[:：]\s*", re.IGNORECASE)
"""A label before speakers in the middle of a line: "Meters for all - Speaker: Ana Sample"."""
_TALK_KIND = re.compile(
    r"(?:(?:invited|keynote|plenary|contributed|guest|opening|closing|special|public|distinguished|main)\s+)*"
    rf"(?:talk|lecture|keynote|presentation|address|speech|speaker|{TALK_KINDS})s?(?:\s*(?:\d{{1,2}}"
    rf"|[IVX]{{1,4}}))?(?:\s+(?:by|from|von|por|par|di))?[.:]?",
    re.IGNORECASE,
)
NUMBERED_SESSION = re.compile(
    r"(?:[\w’'&-]+ ){0,5}(?:session|panel|track|block|sesi[óo]n|sess[ãa]o|mesa|s[ée]ance|sitzung|sessione"
    r"|секция|сессия)"
    r"\s*(?:no\.?\s*|n[.°º]\s*)?(?:\d{1,2}|[IVX]{1,4}|[A-H])(?:\s*[:.–—-]\s+.{1,120}|\s*\([^()]{1,80}\))?",
    re.IGNORECASE,
)
"""The heading of a session by its number: "Paper Session 2", "Panel 1. Time as a resource"."""


CHAIR_IN_BRACKETS = re.compile(
    r"(?i:(?:session |panel )?(?:co-?)?(?:chair(?:person|man|woman|ed by)?s?|moderat(?:or"
    r"|ed by)))\s+(?=[^\W\d_a-z])"
)
"""What stands in brackets before the name of who leads a session: "(Chair B. Sample)"."""


def is_talk_kind(text: str) -> bool:
    """Whether a line says what sort of talk follows and nothing else: "Invited talk", "Keynote 2"."""
    return len(text) < 60 and _TALK_KIND.fullmatch(text.strip(" ()[]")) is not None


def explicit_label(text: str, start: int, end: int) -> tuple[str, int]:
    """What a word before ``text[start:end]`` says of it ("title", "people", "chair"…), and where that begins.

    "kind" is the sort of talk, behind which its title stands or who gives it. ("", start) where no word does.
    """
    match = _EXPLICIT.match(text, start, end)
    if match and match.lastgroup:
        if after := _AFTER.match(text, match.end(), end):
            return match.lastgroup + " head" * (after.end() == end), after.end()
        if (
            match.group().casefold()
            in ("by", "por", "par", "von", "presented by", "given by", "chaired by", "moderated by")
            and text[match.end() : match.end() + 1].isspace()
        ):
            return match.lastgroup, match.end() + 1
        if match.end() == end and match.lastgroup in ("people", "chair", "abstract"):
            return f"{match.lastgroup} head", end
    if match := _NUMBERED.match(text, start, end):
        start = match.end()
    if (match := _KIND_IN_BRACKETS.match(text, start, end)) and match.end() < end:
        return "kind", match.end()
    if (match := _KIND_OF_TALK.match(text, start, end)) and match.end() < end:
        return "kind", match.end()
    return "", start


_RUN_ON_LABEL = re.compile(
    r"(?<=[\s.?!])(?:Abstract|Slides?|Paper|Speakers?|Summary|Video|Presentation|Bio"
    r"|Moderat(?:ors?|ion|ed by)|Chair(?:ed by)?|Facilitators?|Discussants?|Panell?ists?|Modérat(?:ion|eur|rice)"
    r"|Moderadora?|Intervenant(?:e?s)?|Ponentes|Panelistas)\s*:(?=\s|$)"
)


def before_run_on(text: str) -> int:
    """Where a title ends that runs on into "Abstract: …" or "Slides: …" on the same line."""
    match = _RUN_ON_LABEL.search(text)
    return match.start() if match and match.start() > 0 else len(text)
