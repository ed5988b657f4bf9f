"""Which language a question is in, where that is plain.

A few dozen function words and the scripts: enough to say "this is not English", which is all that is asked, in
microseconds and without a model. A question of names alone has no language.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_SCRIPTS = {
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "THAI": "th",
    "LAO": "lo",
    "KHMER": "km",
    "MYANMAR": "my",
    "ARABIC": "ar",
    "HEBREW": "he",
    "CYRILLIC": "ru",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "SINHALA": "si",
    "MONGOLIAN": "mn",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "GREEK": "el",
}

_FUNCTION_WORDS = {
    "en": """the of and to in is are was were for on with by from that this it as at be or an a what which who whom
        how when where why did do does can could should would may not has have had about into their its there""",
    "fr": """le la les des du un une et est sont dans pour par sur avec que qui quoi quel quelle quels quelles où
        quand comment pourquoi ce cette ces au aux été ne pas plus leur dont se sa son ses ou en combien l d qu""",
    "es": """el la los las de del un una y es son en para por con que quién quiénes qué cuál cuáles dónde cuándo
        cómo este esta estos se su sus al no fue sobre más como cuántos""",
    "pt": """o os a as do da dos das um uma e é são em para por com que quem qual quais onde quando como este esta
        se seu sua ao não foi sobre mais no na pelos quantos""",
    "de": """der die das des dem den ein eine einer und ist sind in für mit von zu auf bei nach wer was welche
        welcher welches wo wann wie warum nicht auch über aus im am wurde wurden werden sich wieviele""",
    "it": """il lo la gli le di del della dei delle un una e è sono in per con che chi quale quali dove quando come
        perché non si su nel nella al più questo quanti""",
    "nl": "de het een en is zijn in voor met van te op bij wie wat welke waar wanneer hoe waarom niet ook over",
    "id": """yang dan di ke dari untuk dengan pada adalah ini itu apa apakah siapa siapakah bagaimana bagaimanakah
        kapan dimana mana mengapa dapat tidak oleh dalam atau juga akan sudah telah para tentang berapa saja bisa
        ada sebagai antara""",
    "vi": "là của và các những được cho với trong ở ai gì nào đâu khi bao nhiêu như thế tại sao không có một về",
    "tr": "ve bir bu için ile ne kim nerede nasıl hangi neden mi mı mu mü olarak da de değil",
}
_WORDS = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}
_TOKEN = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language of ``text``, or None where it cannot be told."""
    letters = [letter for letter in text if letter.isalpha()]
    if not letters:
        return None
    scripts = Counter(filter(None, (_script_language(letter) for letter in letters)))
    if sum(scripts.values()) * 3 >= len(letters):
        return "ja" if scripts["ja"] else scripts.most_common(1)[0][0]
    words = [word.lower() for word in _TOKEN.findall(unicodedata.normalize("NFC", text))]
    hits = {language: sum(word in known for word in words) for language, known in _WORDS.items()}
    best = max(hits, key=lambda language: hits[language])
    if hits["en"] >= hits[best]:
        return "en" if hits["en"] else None
    # One word may be a part of a name ("de", "van"); one that begins a sentence hardly is.
    enough = hits[best] >= 2 or (hits["en"] == 0 and len(words) >= 3 and words[0] in _WORDS[best])
    return best if enough else None


def _script_language(letter: str) -> str | None:
    if letter < "\u0370":
        return None
    return _SCRIPTS.get(unicodedata.name(letter, "").split(" ", 1)[0])
