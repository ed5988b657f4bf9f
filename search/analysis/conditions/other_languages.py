"""What conditions look like in other languages than English: digits, numbers, countries, numbered things."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from search.analysis.conditions.numerals import ROMAN, ordinal_value
from search.analysis.conditions.quantities import Numbered

_COUNTRIES = """
Afghanistan: 阿富汗|อัฟกานิสถาน|Afganistán
Australia: 澳大利亚|ออสเตรเลีย|Australie
Bangladesh: 孟加拉国|บังกลาเทศ|Bangladés
Bhutan: 不丹|ภูฏาน|Bhoutan|Bután
Brazil: 巴西|บราซิล|Brésil|Brasil|Brasilien
Cambodia: 柬埔寨|กัมพูชา|Cambodge|Camboya|Kamboja|Kambodscha
Canada: 加拿大|แคนาดา|Canadá|Kanada
China: 中国|中國|ประเทศจีน|Chine|Tiongkok|Cina
Egypt: 埃及|อียิปต์|Égypte|Egipto|Mesir|Ägypten
Ethiopia: 埃塞俄比亚|เอธิโอเปีย|Éthiopie|Etiopía
Fiji: 斐济|ฟิจิ|Fidji
France: 法国|法國|ฝรั่งเศส|Francia|Prancis|Frankreich
Germany: 德国|德國|เยอรมนี|Allemagne|Alemania|Alemanha|Jerman|Deutschland
Ghana: 加纳|กานา
India: 印度|อินเดีย|Inde
Indonesia: 印度尼西亚|印尼|อินโดนีเซีย|Indonésie|Indonesien
Iran: 伊朗|อิหร่าน|Irán
Iraq: 伊拉克|อิรัก|Irak
Italy: 意大利|อิตาลี|Italie|Italia
Japan: 日本|ญี่ปุ่น|Japon|Japón|Japão|Jepang
Kazakhstan: 哈萨克斯坦|คาซัคสถาน|Kazajstán
Kenya: 肯尼亚|เคนยา|Kenia
Laos: 老挝|寮國|สปป.ลาว
Malaysia: 马来西亚|馬來西亞|มาเลเซีย|Malaisie|Malasia
Maldives: 马尔代夫|มัลดีฟส์|Maldivas
Mexico: 墨西哥|เม็กซิโก|Mexique|México|Meksiko
Mongolia: 蒙古|มองโกเลีย|Mongolie
Myanmar: 缅甸|緬甸|เมียนมา|Birmanie|Birmania
Nepal: 尼泊尔|尼泊爾|เนปาล|Népal
Netherlands: 荷兰|เนเธอร์แลนด์|Pays-Bas|Países Bajos|Belanda
New Zealand: 新西兰|นิวซีแลนด์|Nouvelle-Zélande|Nueva Zelanda|Selandia Baru
Nigeria: 尼日利亚|ไนจีเรีย|Nigéria
Norway: 挪威|นอร์เวย์|Norvège|Noruega|Norwegia|Norwegen
Pakistan: 巴基斯坦|ปากีสถาน|Pakistán
Peru: 秘鲁|เปรู|Pérou|Perú
Philippines: 菲律宾|菲律賓|ฟิลิปปินส์|Filipinas|Filipina|Philippinen
Poland: 波兰|โปแลนด์|Pologne|Polonia|Polandia|Polen
Russia: 俄罗斯|俄羅斯|รัสเซีย|Russie|Rusia|Russland
Singapore: 新加坡|สิงคโปร์|Singapour|Singapur|Singapura
South Africa: 南非|แอฟริกาใต้|Afrique du Sud|Sudáfrica|Afrika Selatan
South Korea: 韩国|韓國|เกาหลีใต้|Corée du Sud|Corea del Sur|Korea Selatan
Spain: 西班牙|สเปน|Espagne|España|Spanyol|Spanien
Sri Lanka: 斯里兰卡|ศรีลังกา
Sweden: 瑞典|สวีเดน|Suède|Suecia|Swedia|Schweden
Switzerland: 瑞士|สวิตเซอร์แลนด์|Suisse|Suiza|Swiss|Schweiz
Tanzania: 坦桑尼亚|แทนซาเนีย|Tanzanie
Thailand: 泰国|泰國|ประเทศไทย|Thaïlande|Tailandia
Turkey: 土耳其|ตุรกี|Turquie|Turquía|Turki|Türkei
United Kingdom: 英国|英國|สหราชอาณาจักร|Royaume-Uni|Reino Unido|Inggris
United States: 美国|美國|สหรัฐอเมริกา|États-Unis|Estados Unidos|Amerika Serikat
Uzbekistan: 乌兹别克斯坦|อุซเบกิสถาน|Ouzbékistan
Vietnam: 越南|เวียดนาม|Viêt Nam|Việt Nam
"""
"""In Chinese, Thai, French, Spanish, Indonesian, some in Portuguese and German, where English has another name."""
_BY_NAME = {
    name: country
    for country, _, names in (line.partition(": ") for line in _COUNTRIES.strip().splitlines())
    for name in names.split("|")
}
_COUNTRY = re.compile(
    "|".join(
        re.escape(name) if name[0] > "\u0e00" else rf"(?<!\w){re.escape(name)}(?!\w)"
        for name in sorted(_BY_NAME, key=len, reverse=True)
    )
)
_THINGS = {
    "session": "sesión séance sessão sesi sitzung",
    "article": "artículo artigo artikel pasal",
    "recommendation": "recomendación recommandation recomendação rekomendasi empfehlung",
    "chapter": "capítulo chapitre bab kapitel",
    "paragraph": "párrafo paragraphe parágrafo paragraf",
    "resolution": "resolución résolution resolução resolusi",
    "workshop": "atelier taller lokakarya",
    "table": "tabla tableau tabela tabel tabelle",
}
_THING_OF = {word: thing for thing, words in _THINGS.items() for word in words.split()}
_NUMBERED = re.compile(
    rf"(?<!\w)(?P<thing>{'|'.join(_THING_OF)})\s(?:[^\W\d_]{{3,}}\s)?(?P<number>\d{{1,4}}|(?-i:{ROMAN}))\b"
    r"(?![.,]\d)",
    re.IGNORECASE,
)
_UNSPACED = re.compile("[\u0e00-\u0eff\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""A letter of a script that puts no spaces between words and numbers."""
_THAI = re.compile("[\u0e00-\u0e7f]")
_BUDDHIST = 543
"""What the Thai count of years is ahead."""


def in_ascii_digits(text: str) -> str:
    """``text`` with the digits of all scripts as 0 to 9; every character keeps its place."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)


def spaced(text: str) -> str:
    """``text`` with a blank for each letter of a script without spaces: numbers and Latin words are left."""
    return text if text.isascii() else _UNSPACED.sub(" ", text)


def counts_buddhist_years(text: str) -> bool:
    """Whether 2549 in ``text`` is the year 2006."""
    return _THAI.search(text) is not None


def western_year(year: int) -> int:
    """The year that the Thai ``year`` is elsewhere."""
    return year - _BUDDHIST


def countries_abroad(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, country) of the countries that ``text`` names in another language than English."""
    for match in _COUNTRY.finditer(text):
        yield *match.span(), _BY_NAME[match[0]]


def numbered_things_abroad(text: str) -> Iterator[Numbered]:
    """ "Sesión III", "sesi teknis IV", "artículo 5": what they are called in English, with their number."""
    for match in _NUMBERED.finditer(text):
        number = ordinal_value(match["number"])
        if number is not None:
            yield Numbered(*match.span(), _THING_OF[match["thing"].lower()], number)
