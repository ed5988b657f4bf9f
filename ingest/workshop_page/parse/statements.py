"""Recommendations told in running text: "The meeting recommended that …", "She recommended: a; b; and c."."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.sentences import sentences
from ingest.workshop_page.parse.agents import ASKED, agents_in, bare_subject, led_agents, split_agents
from ingest.workshop_page.parse.asks import ADVERB, ASKED_TO, RECOMMEND, SHOULD, THAT, calls_for_papers
from ingest.workshop_page.parse.verbs import VERBS
from ingest.workshop_page.parse.voice import Speaks
from ingest.workshop_page.read.lines import trim

_CALL = r"(?:call(?:s|ed|ing)?\s+(?:up)?on|call(?:s|ed|ing)?\s+for|appeal(?:s|ed|ing)?\s+(?:to|for))"
# What stands before the colon of a list of recommendations.
_LEAD = re.compile(
    rf"\b(?:{RECOMMEND}|{_CALL})(?:\s*,?\s+(?:that|to|the\s+need\s+(?:for|to)"
    rf"|the\s+following(?:\s+\w+){{0,6}}))?\s*:\s*"
    rf"|\b(?:{RECOMMEND}|{_CALL}|request(?:s|ed)?|invit(?:es?|ed)|encourag(?:es?"
    rf"|ed))\s+(?!to\b)[^:;.]{{3,100}}?\s+to\s*:\s*"
    r"|\bagree[sd]?\s+(?:that|to|on\s+the\s+following(?:\s+\w+){0,3})\s*:\s*"
    rf"|\b{RECOMMEND}\s+that\s+[^:;.]{{2,120}}?\s*:\s*|\brecommend(?:s|ed|ing)?\s+to\s+[^:;.]{{3,120}}?\s*:\s*"
    r"|\b(?:recommand\w*|recom[ei]{1,2}nd\w*|empf(?:iehlt|ehlen|ahl|ahlen|ohlen)|exhort(?:ó|aron|an?|e|ent)"
    r"|inst(?:ó|aron|an?)"
    r"|рекоменд\w+|merekomendasikan)\b[^:;.]{0,120}:\s*|(?:أوصى|أوصت|يوصي|توصي|يوصى)[^:;.]{0,120}:\s*"
    r"|(?:建[议議]|提言|勧告)(?:する)?[：:]\s*|(?:以下|次|下記)の(?:とおり|通り|ように)(?:提言|勧告)する。$"
    r"|권고(?:하였다|한다|사항)?\s*[：:]\s*"
    r"|\brecommendations?\s*,?\s+(?:included?|including|are|were|that|as\s+follows|made\s+(?:are|were))\s*:\s*"
    r"|\brecommendations?\b[^:;.]{0,60},\s+(?:among\s+(?:them|which|these)|including(?:\s+the\s+need\s+(?:for|to))?|namely|such\s+as)\s*:\s*"
    r"|\bfollowing\s+(?:\w+\s+){0,3}recommendations?\b[^:;.]{0,160}:\s*"
    rf"|^(?:we|the\s+[\w-]+(?:\s+\w+)?)\s+(?:\w+\s+)?(?:{RECOMMEND}|{_CALL}|request(?:s|ed)?|invit(?:es?|ed)"
    r"|encourag(?:es?|ed))\s+(?:the|all|its|their|our|each|both)\s+[^:;.]{3,100}:\s*"
    rf"|\b(?:is|are|was|were)\s+{ADVERB}{ASKED}\s+to\s*:\s*"
    r"|(?:ال)?توصيات\s+(?:ال)?(?:تالية|آتية)[^:;.]{0,160}:\s*",
    re.IGNORECASE,
)
# "We propose a set of recommendations that sum up …" recommends nothing yet.
_SET_OF = re.compile(r"\b(?:set|list|number|series|package)\s+of\s+(?:[\w-]+\s+){0,3}$", re.IGNORECASE)
_OTHERWISE = re.compile(
    rf"\b(?:(?:{_CALL})\s|(?:recommend(?:s|ed)?|urg(?:es?|ed)|request(?:s|ed)|invit(?:es?|ed)|encourag(?:es?"
    rf"|ed))\s+(?!by\b|in\b|to\b|\w+ing\b))"
    r"|\b(?:exhort(?:ó|aron|an?|e|ent|é|èrent|aram)|inst(?:ó|aron)|solicit(?:ó|aron|an|aram)|pidi(?:ó|eron)"
    r"|recom(?:endó|endaron|ienda|iendan|endaram)|recommand(?:e|ent|é|èrent)|demand(?:é|èrent|ent)|invit(?:ó|aron|é|èrent))"
    r"\s+(?:a|al|aux?|à|aos?|às?|les?|las?|los)\b",
    re.IGNORECASE,
)
_SUPPORTED = re.compile(r"\b(?:(?:supported|backed)\s+the|agreed\s+(?:to|that|on\s+the\s+need))\b", re.IGNORECASE)
# "It was agreed that ports would publish …", but not "… that charts are old".
_AGREED = re.compile(
    r"\b(?:agreed|decided|resolved)\s+that\s+(?=[^;]{2,160}\b(?:should|would|will|must|be\s+\w+ed)\b)",
    re.IGNORECASE,
)
# "There was broad agreement that schools should open workshops".
_CONSENSUS = re.compile(
    r"(?:there\s+(?:is|was)|it\s+was|all\s+(?:reached|expressed))\s+(?:an?\s+|the\s+)?(?:[\w-]+\s+){0,2}?"
    r"(?:consensus|agreement|agreed|view)\s+(?:among\s+[^,]{3,60}\s+)?(?:on\s+the\s+need\s+for|that)\s+",
    re.IGNORECASE,
)
# Somebody by name, or a person spoken of before: "India, with others, called for …", "He urged …".
_SOMEBODY = re.compile(
    r"(?:he|she|(?:the\s+)?[A-Z][\w.'’-]*(?:,?\s+(?:[A-Z][\w.'’-]*|and|of|for|the|on|with|others|supported|by))*)"
    r",?\s+(?:also\s+|further\s+|then\s+)?",
)
_BODY_OF_EVENT = re.compile(
    r"\b(?:meeting|workshop|seminar|forum|conference|congress|symposium|consultation|participants|delegates|experts?"
    r"|group|panel|committee|assembly|council|board|it|we|they|everyone|recommendations?|governments?)\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:said|says|noted|stressed|emphasi[sz]ed|explained|observed|remarked|highlighted|stated|suggested"
    r"|argued|pointed\s+out"
    r"|according\s+to|reported|wondered|replied|added|underlined|asked\s+(?:about|whether|how))\b",
    re.IGNORECASE,
)
# A sentence that tells what one of those present did or said.
_TELLS = re.compile(
    r"\b(?:said|says|noted|stressed|emphasi[sz]ed|explained|observed|remarked|highlighted|stated|suggested|argued"
    r"|pointed\s+(?:out|to)|reported|wondered|replied|added|underlined|underscored|asked|described|cited|presented"
    r"|commented|outlined|indicated|questioned|identified|reiterated|cautioned|lamented|responded|mentioned"
    r"|discussed|introduced|opposed|supported|objected|expressed)\b",
    re.IGNORECASE,
)
_FEWEST_TELLING = 3
_SHARE_TELLING = 0.34
_NO_ADVICE = re.compile(
    r"\bcall(?:s|ed)?\s+for\s+(?:papers|abstracts|submissions|contributions|participation|proposals|nominations"
    r"|tenders)\b"
    r"|\b(?:the\s+following|as\s+follows)(?:\s+\w+){0,2}\s*[.:]?$"
    r"|\bthat\s+it\s+(?:meet|re-?convene|convene)\b|\bregister\s+(?:early|by|before|online|at|for\s+the)\b"
    r"|\b(?:hotel|accommodation|visa|dress\s+code|airport|taxi|e-?mail|website|poster)\b",
    re.IGNORECASE,
)
_CONNECTIVE = re.compile(
    r"(?:in\s+addition|furthermore|moreover|also|additionally|finally|further|first(?:ly)?|second(?:ly)?"
    r"|third(?:ly)?|lastly"
    r"|therefore|thus|hence|accordingly|in\s+conclusion|to\s+this\s+end)\s*,\s*",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r";\s*(?:and\s+)?that\b", re.IGNORECASE)
_CLAUSE_START = re.compile(
    r"(?:(?:and|or|as\s+well\s+as)\b\s*,?\s*)?(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\)\s+)?(?:that\s+)?", re.IGNORECASE
)
_LONG_REASON = 6
_LONGEST = 2500


@dataclass(frozen=True, slots=True)
class Stated:
    """One recommendation as it stands at ``text[start:end]``, with those it asks to act."""

    start: int
    end: int
    addressees: tuple[str, ...]


def recommended_in(
    text: str, start: int, end: int, *, under_heading: bool, voice: str | None = None
) -> list[Stated]:
    """The recommendations that the paragraph ``text[start:end]`` tells, in order.

    Clauses behind a colon are one each, as semicolons divide them. What the event itself recommended in one
    sentence is that sentence; of "The section on ports recommends that X" X is it, unless a reason goes before,
    which stays with it. ``under_heading`` says that the paragraph stands under a heading
    such as "Recommendations": there anybody's advice counts, elsewhere only the event's own. ``voice`` is who
    speaks for the event in its report. A connective such as
    "In addition," is left out but where the sentence is all of its paragraph.
    """
    found: list[Stated] = []
    spans = [(first, last) for first, last in sentences(text, start, end) if last - first <= _LONGEST]
    telling = sum(_TELLS.search(text, first, last) is not None for first, last in spans)
    reports = telling >= _FEWEST_TELLING and telling >= _SHARE_TELLING * len(spans)
    for first, last in spans:
        alone = (first, last) == trim(text, start, end)
        # "The secretary was asked to …" goes on with what the meeting wants.
        goes_on = bool(found) and ASKED_TO.search(text, first, last) is not None
        speaks = Speaks(under_heading or goes_on, voice)
        found.extend(_in_sentence(text, first, last, speaks, alone=alone, reports=reports))
    return found


def leads_list(sentence: str) -> bool:
    """Whether a line that ends with a colon announces recommendations: "The meeting recommended that:"."""
    if calls_for_papers(sentence):
        return False
    match = _LEAD.search(sentence)
    return match is not None and match.end() >= len(sentence.rstrip())


def _in_sentence(
    text: str, start: int, end: int, speaks: Speaks, *, alone: bool, reports: bool
) -> Iterator[Stated]:
    sentence = text[start:end]
    if _NO_ADVICE.search(sentence) or calls_for_papers(sentence) or sentence.endswith("?"):
        return
    if (lead := _LEAD.search(sentence)) and sentence[lead.end() :].strip():
        if speaks.counts(sentence, lead.start()):
            who = led_agents(" ".join(sentence[: lead.end()].split()))
            for one in _clauses(text, start + lead.end(), end):
                yield one if one.addressees else replace(one, addressees=who)
        return
    that = THAT.search(sentence)
    if that and _SET_OF.search(sentence, 0, that.start()):
        return
    if that and speaks.counts(sentence, that.start()):
        if _SEVERAL.search(sentence, that.end()):
            yield from _clauses(text, start + that.end(), end)
            return
        if shared := _shared_subject(sentence, that.end()):
            begins, who = shared
            for one in _clauses(text, start + begins, end):
                yield replace(one, addressees=who)
            return
        reason = len(sentence[: that.start()].split()) > _LONG_REASON and "," in sentence[: that.start()]
        whole = reason or speaks.by_all(sentence, that.start()) or sentence[:3] == "It "
        skip = _CONNECTIVE.match(sentence) if whole and not reason else None
        first = start + (skip.end() if skip else 0) if whole else start + that.end()
        yield Stated(first, end, agents_in(_plain(text, start + that.end(), end), bare=True))
        return
    agreed = _AGREED.search(sentence)
    if agreed and speaks.by_all(sentence, agreed.start()):
        yield Stated(start, end, agents_in(_plain(text, start + agreed.end(), end), bare=True))
        return
    if (agreement := _CONSENSUS.match(sentence)) and SHOULD.search(sentence, agreement.end()):
        yield Stated(start, end, agents_in(_plain(text, start + agreement.end(), end), bare=True))
        return
    if not _states(sentence, speaks, reports):
        return
    if not alone and (skip := _CONNECTIVE.match(sentence)):
        start += skip.end()
    yield Stated(start, end, agents_in(_plain(text, start, end)))


def _shared_subject(sentence: str, start: int) -> tuple[int, tuple[str, ...]] | None:
    """Of "… that ports train pilots; map reefs; and mark wrecks" where "train" begins, and who is to do all three.

    None where the clauses behind the first do not begin with what to do.
    """
    rest = [clause for clause in sentence[start:].split(";")[1:] if clause.strip()]
    firsts = [_CLAUSE_START.sub("", clause.strip(), count=1).split(None, 1)[:1] for clause in rest]
    if not rest or not all(first and first[0].strip(",").casefold() in VERBS for first in firsts):
        return None
    subject = bare_subject(" ".join(sentence[start:].split(";")[0].split()))
    if subject is None:
        return None
    pattern = r"\s+".join(re.escape(word) for word in subject.split()) + r"\s+"
    behind = re.compile(pattern).match(sentence, start)
    return (behind.end(), split_agents(subject) or (subject,)) if behind else None


def _states(sentence: str, speaks: Speaks, reports: bool) -> bool:
    """Whether a whole sentence is a recommendation. ``reports`` says that its paragraph tells who said what."""
    plain = " ".join(sentence.split())
    verb = _OTHERWISE.search(plain)
    if not speaks.under_heading:
        return verb is not None and speaks.by_all(plain, verb.start())
    if verb and _SOMEBODY.fullmatch(plain, 0, verb.start()) and not _BODY_OF_EVENT.search(plain, 0, verb.start()):
        return False
    if verb or ASKED_TO.search(plain):
        return not _REPORTED.search(plain[: (verb or ASKED_TO.search(plain)).start()])  # type: ignore[union-attr]
    supported = _SUPPORTED.search(plain)
    if supported and speaks.by_all(plain, supported.start()):
        return True
    should = None if reports else SHOULD.search(plain)
    return should is not None and len(plain[: should.start()].split()) <= 12 and not _REPORTED.search(plain)


def _clauses(text: str, start: int, end: int) -> Iterator[Stated]:
    depth = 0
    first = start
    for at in range(start, end + 1):
        character = text[at] if at < end else ";"
        depth += (character in "([") - (character in ")]" and depth > 0)
        if character == ";" and (depth == 0 or at == end):
            stated = _clause(text, first, at)
            if stated:
                yield stated
            first = at + 1


def _clause(text: str, start: int, end: int) -> Stated | None:
    start, end = trim(text, start, end)
    skip = _CLAUSE_START.match(text, start, end)
    start = skip.end() if skip else start
    words = _plain(text, start, end)
    return Stated(start, end, agents_in(words, bare=True)) if words.strip(" .,") else None


def _plain(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].split())
