"""Countries by their names in other languages than English."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
_FIRST_UNSPACED = "\u0e00"
"""The first letter of the scripts that put no spaces between words."""


def _by_name() -> Iterator[tuple[str, str]]:
    for line in _COUNTRIES.strip().splitlines():
        country, _, names = line.partition(": ")
        yield from ((name, country) for name in names.split("|"))


LATIN = {name: country for name, country in _by_name() if name[0] < _FIRST_UNSPACED}
_UNSPACED = {name: country for name, country in _by_name() if name[0] >= _FIRST_UNSPACED}
_NAME = re.compile("|".join(map(re.escape, sorted(_UNSPACED, key=len, reverse=True))))


def countries_unspaced(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, country) of the countries that ``text`` names in a script without spaces."""
    if not text.isascii():
        for match in _NAME.finditer(text):
            yield *match.span(), _UNSPACED[match[0]]
