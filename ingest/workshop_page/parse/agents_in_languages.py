"""How sentences and headings of languages other than English name those they ask to act."""

from __future__ import annotations

import re

from ingest.workshop_page.parse.addressees import FOR_WHOM

TO = re.compile(
    r"(?:(?:recommandations?|recomendaciones|recomendações|empfehlungen)\s+)?(?:to|aux?|à|a\s+l[oa]s?|al|aos?|às"
    r"|para|pour|an\s+die)\s",
    re.IGNORECASE,
)
# "Preparar una guía …", "Financer un fonds …", as English would begin with "Prepare".
_INFINITIVE = re.compile(
    r"(?!(?:[nv]otre|autre|entre|contre|outre|quatre|hier|premier|dernier|ayer|lugar|cualquier|qualquer)\b)"
    r"[^\W\d_]{2,}(?:[aei]r|[dtv]re)(?:se)?\b",
    re.IGNORECASE,
)
ADDRESSED_TO = re.compile(
    r"(?:recommandations?\s+)?[àa]\s+l['’](?:endroit|intention|attention|adresse)\s", re.IGNORECASE
)
_AND_OF = re.compile(r"\s*(?:,|\bet)\s+(?:des\s+|du\s+|de\s+la\s+|de\s+l['’]|d['’])", re.IGNORECASE)
_OF = re.compile(r"\s(?:des|du|de)\s|\sd['’]", re.IGNORECASE)
HAN_HEADING = re.compile(
    "(.{2,20})(?:への|に対する)(?:提言|勧告|提案)|[对對](?:于|於)?(.{2,20}?)的?建[议議]|致(.{2,20})"
)


def and_of(names: str) -> list[str]:
    """Those whom "(À l'intention) des ports et des pilotes" lists; a ministry of two matters is one."""
    parts = _AND_OF.split(names)
    return parts if not _OF.search(parts[0]) else [names]


def says_what_to_do(text: str, heading: str) -> bool:
    """Whether a text below "A los puertos" or "Aux ports" begins with an infinitive: "Preparar una guía …"."""
    addressed = TO.match(heading) or FOR_WHOM.match(heading)
    english = re.match(r"(?:.*\s)?(?:to|for|by|of)\s", heading, re.IGNORECASE)
    return bool(addressed and not english and _INFINITIVE.match(text))


# "各国政府は、…こと。", "各国政府应当…".
CJK_SUBJECT = re.compile(
    r"(?P<who>[^\W\d_](?:(?!は)[^、。，；\s]){1,19})は、?(?=.*(?:こと|べき(?:だ|である)?|(?:必要|努め|望まし|されたい)[^。]{0,6})。?$)"
)
# "Les gouvernements devraient …".
ROMANCE = re.compile(
    r"(?:l['’]|(?:les?|la|los|las|el|os?|as?)\s+)(?P<who>[^,;.:]{3,60}?)\s+"
    r"(?:devrai(?:t|ent)|doi(?:t|vent)|deber[íi]an?|deben?|dever(?:ia|iam|á|ão)|devem?)\s",
    re.IGNORECASE,
)
# "… exhortaron a la cooperación a financiar …, y solicitaron a la Defensoría que …".
ROMANCE_ASKED = re.compile(
    r"\b(?:exhort|solicit|inst|pid|recom(?:end|iend)|invit|recommand|demand|exort|appel)\w*\s+"
    r"(?:a\s+l[oa]s?|al|aux?|à\s+la|à\s+l['’]|aos?|às?|les?|la|los|las)\s*\b(?P<who>[^,;.:]{3,80}?)\s+"
    r"(?:a|à|de|que|para)\s+(?=[a-z])",
    re.IGNORECASE,
)
# "(Le séminaire recommande :) aux États de créer …", "a los gobiernos que …".
ROMANCE_TO = re.compile(
    r"(?!au\s+(?:terme|cours|nom|sein|moment)\b|al\s+(?:final|cierre|t[ée]rmino)\b|ao\s+(?:final|fim|t[ée]rmino)\b)(?:aux\s+|au\s+|à\s+la\s+|à\s+l['’]|a\s+l[oa]s\s+|al\s+|aos\s+|às\s+)(?P<who>[^,;.:]{3,60}?)\s+(?:de\s|d['’]|que\s)",
    re.IGNORECASE,
)
AND_TO = re.compile(
    r"\s*(?:,|\s(?:y|e|et|und))\s+(?:a\s+l[oa]s?|al|aux?|à\s+l['’]|à\s+la|aos?|às?|an\s+die|pour\s+l[ea]s?)\s+",
    re.IGNORECASE,
)
