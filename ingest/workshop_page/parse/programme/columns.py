"""What the cells of a programme's table hold, by the head of their column."""

from __future__ import annotations

import re

from ingest.workshop_page.parse.programme.languages import (
    AFFILIATION_LABELS,
    CHAIR_LABELS,
    PEOPLE_LABELS,
    TITLE_LABELS,
)

_COLUMNS = {
    "time": r"time|hours?|when|date|day|slot|schedule|data|datum|fecha|дата"
    r"|zeit|uhrzeit|hora|horario|hor[áa]rio|heures?|horaire"
    "|orario|время"
    r"|時間|时间|日期|시간|(?:ال)?وقت|เวลา",
    "title": r"(?:(?:paper|talk|presentation|lecture|session|speech)\s+)?(?:titles?|topics?|subjects?|talks?"
    r"|themes?)|presentations?|papers?|lectures?"
    r"|activit(?:y|ies)/topic|agenda item|items?|題目|题目|講題|演題"
    rf"|what|议题|議題|内容|內容|actividad|activit[ée]|{TITLE_LABELS}",
    "people": r"(?:(?:keynote|invited|main|lead)\s+)?(?:speakers?|presenters?|lecturers?|authors?|names?"
    r"|persons?|panell?ists?|instructors?|resource persons?)(?:\s*(?:\(s\)|and affiliations?|/.*|&.*))?"
    rf"|presented by|by|who|sources?|nombre|nom|{PEOPLE_LABELS}",
    "affiliation": r"affiliations?|organi[sz]ations?|institut(?:ions?|es?)|compan(?:y|ies)|agency|country"
    "|pa[íi]s|pays"
    rf"|{AFFILIATION_LABELS}|from",
    "link": r"languages?|slides?|materials?|downloads?|files?|links?|pdf|video|documents?|abstracts?"
    r"|docs?\.?|full papers?|資料|下載|下载|documentos?|presentaci[óo]n",
    "chair": r"(?:session )?(?:chair|moderator|facilitator)s?(?:person)?"
    rf"|{CHAIR_LABELS}",
    "other": r"room|venue|place|location|locais|local|lugar|sala|aula|luogo|ort|raum|salle|lieu"
    r"|место|зал|地[点點]|場所|会場|會場"
    r"|duration|mins?|minutes|no\.?|#|sessions?|remarks?|notes?|type"
    r"|responsible.*|status",
}
_COLUMN = re.compile(
    "|".join(rf"(?P<{kind}>(?:{words})(?:\s*\(.{{0,30}}\))?)" for kind, words in _COLUMNS.items()), re.IGNORECASE
)


_LONGEST_HEAD = 60


def column_kind(head: str) -> str | None:
    """What the cells below the head of a column hold, or None where its words do not tell."""
    head = head.strip(" :.*")
    if len(head) >= _LONGEST_HEAD:
        return None
    # "Name / Nom" is one head in two languages.
    match = _COLUMN.fullmatch(head) or _COLUMN.fullmatch(head.split(" / ")[0])
    return match.lastgroup if match else None
