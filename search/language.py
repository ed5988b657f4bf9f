"""The language of a query, if it is plain.

Scripts, a few dozen function words and the most common words of the subject: enough to tell "this is not English",
which is all that is needed, in microseconds and without a model. A query of names alone has no language. The word
lists of the subject (``_SUBJECT_WORDS``) fit questions about policy and innovation; other subjects want others.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from corpus.ids import normal_form

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
        welcher welches wo wann wie warum nicht auch über aus im am wird wurde wurden werden sich wieviele""",
    "it": """il lo la gli le di del della dei delle un una e è sono in per con che chi quale quali dove quando come
        perché non si su nel nella al più questo quanti""",
    "nl": "de het een en is zijn in voor met van te op bij wie wat welke waar wanneer hoe waarom niet ook over",
    "id": """yang dan di ke dari untuk dengan pada adalah ini itu apa apakah siapa siapakah bagaimana bagaimanakah
        kapan dimana mana mengapa dapat tidak oleh dalam atau juga akan sudah telah para tentang berapa saja bisa
        ada sebagai antara""",
    "vi": "là của và các những được cho với trong ở ai gì nào đâu khi bao nhiêu như thế tại sao không có một về",
    "tr": "ve bir bu için ile ne kim nerede nasıl hangi neden mi mı mu mü olarak da de değil",
}
_SUBJECT_WORDS = {
    "en": """policy policies innovation technology development research science risk delegation business businesses
        enterprise enterprises small support funding finance national international government university
        universities industry industrial country countries cooperation talk talks speaker
        speakers paper papers presentation
        workshop cluster clusters park stages spending venture funds high""",
    "fr": """politique politiques recherche entreprise entreprises petites moyennes développement soutien
        financement nationale nationaux gouvernement universités pays coopération atelier séminaire
        recommandations rôle propriété intellectuelle transfert technologie technologies scientifique régionale
        système systèmes présentations intervenants brevets marché industrie
        réseau réseaux incubateurs jeunes aide""",
    "es": """política políticas investigación empresa empresas pequeñas medianas desarrollo apoyo financiación
        nacional gobierno universidades países cooperación taller seminario recomendaciones papel propiedad
        intelectual transferencia tecnología ciencia sistema""",
    "pt": """política políticas pesquisa empresa empresas pequenas médias desenvolvimento apoio financiamento
        nacional governo universidades países cooperação oficina seminário recomendações papel propriedade
        intelectual transferência tecnologia inovação ciência sistema""",
    "de": """politik forschung unternehmen kleine kleinen mittlere entwicklung förderung finanzierung nationale
        regierung universitäten hochschulen länder zusammenarbeit empfehlungen rolle geistiges eigentum
        wissenschaft technologietransfer mittelstand technologie innovationspolitik""",
    "it": """politica politiche ricerca impresa imprese piccole medie sviluppo sostegno finanziamento nazionale
        governo università paesi cooperazione raccomandazioni ruolo proprietà intellettuale trasferimento
        tecnologia innovazione scienza sistema""",
    "nl": """beleid onderzoek bedrijven kleine ontwikkeling steun financiering overheid universiteiten landen
        samenwerking aanbevelingen rol innovatie wetenschap technologie eigendom""",
    "id": """kebijakan penelitian riset usaha perusahaan kecil menengah pengembangan pembangunan dukungan
        pendanaan pembiayaan nasional pemerintah universitas perguruan negara kerja sama kerjasama lokakarya
        rekomendasi peran kekayaan hak intelektual alih teknologi inovasi ilmu pengetahuan sains sistem daerah
        berkembang industri pembicara peserta tiongkok bisnis pelatihan inkubator
        perlindungan jaringan lembaga keuangan modal insentif""",
    "vi": """chính sách nghiên cứu doanh nghiệp nhỏ vừa phát triển hỗ trợ quốc gia phủ đại học nước hợp tác hội
        thảo khuyến nghị vai trò sở hữu trí tuệ chuyển giao công nghệ đổi khoa kinh tế""",
    "tr": """politika politikası araştırma işletme işletmeler küçük gelişme destek finansman ulusal hükümet
        üniversite ülkeler işbirliği öneriler rolü mülkiyet teknoloji transferi bilim sistemi""",
}
"""Many queries are not sentences: "kebijakan inovasi daerah" contains no function word."""

_AMBIGUOUS = frozenset(
    """a al am an as at d kim da dan das de del den der des di die do dos du e el en in is la las le lo los mi
    ne no non o on op per se son te to van von was over para era sao minh""".split()
)
"""Parts of names, and words of several languages: they count half, and never suffice on their own."""

_WORDS = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}
_SUBJECTS = {language: frozenset(words.split()) for language, words in _SUBJECT_WORDS.items()}
_LANGUAGES_OF = {
    word: tuple(one for one in _WORDS if word in _WORDS[one] or word in _SUBJECTS.get(one, ()))
    for words in (*_WORDS.values(), *_SUBJECTS.values())
    for word in words
}
_TOKEN = re.compile(r"[^\W\d_]+")
_CHINESE_GRAMMAR = re.compile("[的是了吗谁哪]|什么|如何|怎|多少|为何")
"""Marks a Chinese question rather than a name, however many Latin letters stand beside it."""
_LETTERS = {
    "fr": "éèêëàâçôîïûœ",
    "es": "áéíóúñ",
    "pt": "áâãàçéêíóôõú",
    "de": "äöüß",
    "it": "àèéìòù",
    "vi": "ăâđêôơưạảấầậắằặẹẻếềệịỉọỏốồộớờợụủứừựỳỹ",
    "tr": "çğıöşü",
}
_ACCENTED = 0.6
"""Weight of a lower-case word with such a letter: less than a known word, since English has "résumé" and
"naïve"."""


def is_function_word(word: str) -> bool:
    """Whether ``word`` is an English function word."""
    return word.lower() in _WORDS["en"]


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of the language of ``text``, or None if it cannot be told."""
    letters = [letter for letter in text if letter.isalpha()]
    if not letters:
        return None
    scripts = Counter(filter(None, (_script_language(letter) for letter in letters)))
    # A letter of these scripts says more than a Latin one: "APCTT 是什么" is a Chinese question.
    if sum(scripts.values()) * 3 >= len(letters):
        return "ja" if scripts["ja"] else scripts.most_common(1)[0][0]
    if scripts["zh"] and _CHINESE_GRAMMAR.search(text):
        return "zh"
    scores = _language_scores(_TOKEN.findall(normal_form(text, "NFC")))
    best = max(scores, key=lambda language: scores[language])
    if scores["en"] >= scores[best]:
        return "en" if scores["en"] else None
    return best if scores[best] >= 1.0 else None


@lru_cache(maxsize=256)
def is_foreign(text: str) -> bool:
    """Whether ``text`` is plainly in another language than English."""
    return detect_language(text) not in (None, "en")


def is_latin(text: str) -> bool:
    """Whether no letter of ``text`` is of another script."""
    return not any(map(_script_language, text))


def _language_scores(words: Sequence[str]) -> dict[str, float]:
    """The evidence for each language. A capitalised word after the first is taken for a name."""
    sure, unsure = dict.fromkeys(_WORDS, 0.0), dict.fromkeys(_WORDS, 0.0)
    for index, word in enumerate(words):
        lower = word.lower()
        known = _LANGUAGES_OF.get(lower, ())
        for language in known:
            if language == "en":
                sure[language] += 1.0
            elif index and word[0].isupper():
                unsure[language] += 0.25
            elif lower in _AMBIGUOUS:
                unsure[language] += 0.5
            else:
                sure[language] += 1.0
        if len(word) > 3 and not word.isascii() and word.islower():
            for language, letters in _LETTERS.items():
                if language not in known and any(letter in letters for letter in word):
                    sure[language] += _ACCENTED
    # Particles alone are parts of names ("de la Cruz"); beside a word of the language they are grammar.
    return {one: sure[one] + (min(unsure[one], 1.5) if sure[one] else min(unsure[one], 0.75)) for one in _WORDS}


def _script_language(letter: str) -> str | None:
    if letter < "\u0370":
        return None
    return _SCRIPTS.get(unicodedata.name(letter, "").split(" ", 1)[0])
