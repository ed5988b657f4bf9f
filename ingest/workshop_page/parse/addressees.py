"""Who a recommendation is addressed to, in one spelling."""

from __future__ import annotations

import re

from corpus.ids import normalise

# Bodies between states, which reports of many countries address by their acronyms alone.
_ACRONYMS = (
    "UN EU AU OAS OECD OSCE WTO WCO ADB AfDB IDB AIIB EBRD IMF WB ASEAN SAARC APEC ECO BIMSTEC ECOWAS SADC COMESA "
    "EAC IGAD CARICOM GCC SPC UNESCAP ESCAP APCTT APCAEM CSAM UNECE UNECA ECA ECLAC ESCWA UNIDO UNDP UNCTAD UNEP "
    "UNESCO UNFCCC UNDESA UNFPA UNHCR UNICEF UNODC UNOPS WIPO WHO WMO WFP FAO IFAD ILO ITC ITU IAEA ICAO IMO IOM "
    "IPCC GEF CIRDAP "
).split()
_LONG_FORMS = {
    "asian and pacific centre for transfer of technology": "APCTT",
    "asian and pacific centre for agricultural engineering and machinery": "APCAEM",
    "united nations economic and social commission for asia and the pacific": "UNESCAP",
    "united nations economic and social commission for asia and pacific": "UNESCAP",
    "economic and social commission for asia and the pacific": "UNESCAP",
    "un-escap": "UNESCAP",
    "un escap": "UNESCAP",
    "escap": "UNESCAP",
    "un/escap": "UNESCAP",
    "asian development bank": "ADB",
    "world bank": "World Bank",
}
_COMMON_SPELLINGS = {
    "Governments": "government|governments",
    "National governments": "national governments",
    "Central government": "central government",
    "Local governments": "local governments|local government",
    "Provincial governments": "provincial governments",
    "Private sector": "private sector|the private sectors|private sectors",
    "Industry": "industry|industries",
    "Business sector": "business sector",
    "Member countries": "member countries|member country",
    "Member States": "member states|member state",
    "Participating countries": "participating countries",
    "Countries": "countries",
    "Countries and areas": "countries and areas",
    "Countries and territories": "countries and territories",
    "Developing countries": "developing countries",
    "International organizations": "international organizations|international organisations",
    "Universities": "universities",
    "Academia": "academia",
    "Research institutes": "research institutes",
    "Research institutions": "research institutions",
    "R&D institutions": "r&d institutions|r&d institutes",
    "SMEs": "smes",
    "Policy makers": "policy makers|policymakers|policy-makers",
    "Civil society": "civil society",
    "NGOs": "ngos",
    "Intermediaries": "intermediaries",
    "Technology intermediaries": "technology intermediaries",
    "Financial institutions": "financial institutions",
    "Donors": "donors",
    "Local authorities": "local authorities",
    "Private enterprises": "private enterprises",
    "Enterprises": "enterprises",
    "Stakeholders": "stakeholders",
    "Public sector": "public sector",
    "Participants": "participants",
    "UN agencies": "un agencies",
}
_COMMON = {spelling: name for name, spellings in _COMMON_SPELLINGS.items() for spelling in spellings.split("|")}
_CAPITALS = re.compile(r"[A-Z][A-Z&/-]{1,11}")
_BODY = re.compile(
    r"(?:the\s+)?(?:(?:central|national|federal|royal|provincial|state|local|host)\s+)?"
    r"(?:governments?|ministry|ministries|department|office|commission|council|secretariat)\s+of\s+\S.{1,80}"
    r"|(?:the\s+)?(?:[A-Z][\w-]+\s+){1,3}(?:Governments?|Ministry|Universit\w+|Centre|Institutes?|Association|Commission|Council)",
)
_ARTICLE = re.compile(r"^(?:the|all|each|both|respective|concerned|relevant)\s+", re.IGNORECASE)
_SPLIT = re.compile(
    r"\s*(?:,\s*(?:and|&)\s+|;\s*(?:and\s+)?|,\s*|\s+(?:and|&)\s+|\s+as\s+well\s+as\s+)\s*", re.IGNORECASE
)
_LEAD = re.compile(
    r"(?P<who>.{2,160}?)\s+(?P<verb>may|should|shall|could|can|must|might|need(?:s)?\s+to|has\s+to|have\s+to|ought\s+to"
    r"|are|is|to\s+(?:consider|undertake|take|initiate)|undertakes?|considers?|will|would)\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_FOLLOWING = re.compile(
    r"\bfollowing\b|\bas\s+follows\b|\bconsider\b|\brecommended\b|\burged\b|\bbelow\b|:\s*$", re.IGNORECASE
)
# What those who come get, not what they are asked: "Participants will learn:".
_LEARNED = re.compile(
    r"\s(?:learn|discover|explore|hear|gain|receive|find out|leave with|understand"
    r"|be\s+(?:able|introduced|given))\b",
    re.IGNORECASE,
)
_PARENTHESIS = re.compile(r"\(([^()]{2,120})\)")
FOR_WHOM = re.compile(
    # Recommendations "of" or "by" a group are those it made.
    r"^(?:(?:(?:policy\s+|general\s+|specific\s+)?(?:recommendations?|suggestions?|messages?|advice|appeals?|requests?|calls?)\s+)?(?:for|to)"
    r"|(?:(?:policy\s+|general\s+|specific\s+)?(?:actions?|role)\s+)?(?:for|to|by|of))\s+(?:the\s+)?"
    r"|^(?:(?:recommandations?|recomendaciones|recomendações|empfehlungen)\s+)?"
    r"(?:[àa]\s+l['’](?:endroit|intention|attention|adresse)\s+(?:des?\s+(?:la\s+|l['’])?|du\s+|d['’])|à\s+l['’]|(?:aux?|à\s+la|pour(?:\s+l[ea]s?)?|a\s+l[oa]s?|al"
    r"|para(?:\s+(?:l[oa]s?|el|[oa]s?))?|aos?|às|an\s+die)\s+)",
    re.IGNORECASE,
)


def name_of(text: str) -> str | None:
    """The one spelling of a single addressee we know of, or None.

    An acronym that differs by one letter from a known one is that one: pages print "UNESCP" for UNESCAP.
    """
    name = " ".join(text.split()).strip(" .,;:")
    while (shorter := _ARTICLE.sub("", name)) != name:
        name = shorter
    key = normalise(name)
    if key in _LONG_FORMS:
        return _LONG_FORMS[key]
    if key in _COMMON:
        return _COMMON[key]
    if match := re.fullmatch(r"(.{5,120}?)\s*\(([A-Z][A-Za-z&/-]{1,11})\)", name):
        return name_of(match[2]) or match[2]
    if _CAPITALS.fullmatch(name):
        return name if name in _ACRONYMS else _mended(name)
    return name[:1].upper() + name[1:] if name and _BODY.fullmatch(name) else None


def _mended(acronym: str) -> str | None:
    if len(acronym) < 5:
        return None
    for known in _ACRONYMS:
        if len(known) - 1 <= len(acronym) <= len(known) + 1 and len(known) >= 5 and _one_edit(acronym, known):
            return known
    return None


def _one_edit(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    at = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]


def names_of(text: str) -> tuple[str, ...]:
    """The addressees a phrase lists; none where any part of it is not known to be one.

    "Ministry of Science and Technology" is one, "Governments and private sector" are two.
    """
    if len(text) > 300:
        return ()
    cuts = [(0, 0), *(match.span() for match in _SPLIT.finditer(text)), (len(text), len(text))]
    # From the back: the shortest name at each cut whose rest is names throughout.
    best: dict[int, tuple[str, ...]] = {len(cuts) - 1: ()}
    for first in range(len(cuts) - 2, -1, -1):
        for last in range(first + 1, len(cuts)):
            name = name_of(text[cuts[first][1] : cuts[last][0]]) if last in best else None
            if name:
                best[first] = (name, *best[last])
                break
    return tuple(dict.fromkeys(best.get(0, ())))


def lead_addressees(text: str) -> tuple[str, ...] | None:
    """The addressees of a sentence that introduces recommendations; None where it is no such sentence.

    "Governments and private sector may consider the following aspects" gives ("Governments", "Private sector").
    A subject that is no known addressee is kept as it stands.
    """
    if len(text) > 400:
        return None
    match = _LEAD.match(text)
    if match is None or not _FOLLOWING.search(match["verb"] + match["rest"]):
        return None
    if _LEARNED.search(match["rest"]):
        return None
    if ":" in match["who"]:
        return None  # "Ana Example said: Consider …" is what she said
    subject = (
        match["who"].rsplit(", ", 1)[-1]
        if re.match(r"(?:in|for|to|with)\b", match["who"], re.IGNORECASE)
        else match["who"]
    )
    if names := names_of(subject):
        return names
    words = _ARTICLE.sub("", subject.strip(" ,"))
    impersonal = re.match(
        r"(?:it|this|these|there|we|workshop|seminar|recommendations?|following)\b", words, re.IGNORECASE
    )
    return () if impersonal or len(words.split()) > 12 or not words else (words[:1].upper() + words[1:],)


def subject_addressees(text: str) -> tuple[str, ...]:
    """The known addressees a recommendation's own sentence begins with: "APCTT should organize …"."""
    match = _LEAD.match(text[:400])
    return names_of(match["who"]) if match else ()


def heading_addressees(heading: str) -> tuple[str, ...]:
    """The addressees a heading names and nothing else: "International Organizations (UNESCAP and APCTT)"."""
    text = FOR_WHOM.sub("", heading.strip(" :."))
    if parenthesis := re.fullmatch(r"([^()]+)\(([^()]+)\)", text):
        inner = names_of(parenthesis[2])
        if inner and (len(inner) > 1 or names_of(parenthesis[1])):
            return inner
    return names_of(text)


def narrowed(text: str, of: tuple[str, ...]) -> tuple[str, ...]:
    """The addressees of one item under ``of``: those it names in parentheses, where all of them are among ``of``.

    "(APCTT and APCAEM)" narrows, "(ADB, WB, etc.)" does not. Without ``of`` the parenthesis must list bodies we
    know by their acronyms.
    """
    for match in _PARENTHESIS.finditer(text):
        names = names_of(match[1])
        if names and (all(name in of for name in names) or (not of and all(name in _ACRONYMS for name in names))):
            return names
    return of
