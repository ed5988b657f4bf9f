"""The months by their names in many languages."""

from __future__ import annotations

_NAMES = (
    "january jan janvier enero januar janeiro gennaio januari января يناير มกราคม",
    "february feb février fevrier febrero februar fevereiro febbraio februari февраля فبراير กุมภาพันธ์",
    "march mar mars marzo märz maerz março maret mac maart марта مارس มีนาคม",
    "april apr avril abril aprile апреля أبريل ابريل เมษายน",
    "may mai mayo maio maggio mei мая مايو พฤษภาคม",
    "june jun juin junio juni junho giugno jun июня يونيو มิถุนายน",
    "july jul juillet julio juli julho luglio июля يوليو กรกฎาคม",
    "august aug août aout agosto agustus ogos augustus августа أغسطس اغسطس สิงหาคม",
    "september sep sept septembre septiembre setiembre setembro settembre сентября سبتمبر กันยายน",
    "october oct octobre octubre oktober okt outubro ottobre октября أكتوبر اكتوبر ตุลาคม",
    "november nov novembre noviembre novembro ноября نوفمبر พฤศจิกายน",
    "december dec décembre decembre diciembre dezember dez dezembro dicembre desember disember декабря"
    " ديسمبر ธันวาคม",
)
"""For each month its names and their usual abbreviations."""

LANGUAGES = "da sv nb fi pl cs sk hr hu ro bg uk el tr et lv lt".split()
"""Languages whose full names are Unicode's CLDR's; a test compares them with it."""

FURTHER_NAMES = (
    "ianuarie jaanuar januar januari január januára janvāris leden ledna ocak sausio sausis siječanj "
    "siječnja styczeń stycznia tammikuu tammikuuta ιανουάριος ιανουαρίου січень січня януари",
    "februar februari februarie február februára februāris helmikuu helmikuuta lutego luty vasario vasaris "
    "veebruar veljača veljače únor února şubat φεβρουάριος φεβρουαρίου лютий лютого февруари",
    "březen března kovas kovo maaliskuu maaliskuuta marca marec mars mart martie marts marzec március märts "
    "ožujak ožujka μάρτιος μαρτίου березень березня март",
    "april aprilie aprill apríl apríla aprīlis balandis balandžio duben dubna huhtikuu huhtikuuta kwiecień "
    "kwietnia nisan travanj travnja április απρίλιος απριλίου април квітень квітня",
    "gegužė gegužės květen května mai maijs maj maja mayıs máj mája május svibanj svibnja toukokuu "
    "toukokuuta μάιος μαΐου май травень травня",
    "birželio birželis czerwca czerwiec haziran iunie juni juuni jún júna június jūnijs kesäkuu kesäkuuta "
    "lipanj lipnja červen června ιουνίου ιούνιος червень червня юни",
    "heinäkuu heinäkuuta iulie juli juuli júl júla július jūlijs liepa liepos lipca lipiec srpanj srpnja "
    "temmuz července červenec ιουλίου ιούλιος липень липня юли",
    "august augusta augusti augusts augusztus ağustos elokuu elokuuta kolovoz kolovoza rugpjūtis rugpjūčio "
    "sierpień sierpnia srpen srpna αυγούστου αύγουστος август серпень серпня",
    "eylül rugsėjis rugsėjo rujan rujna september septembra septembrie septembris syyskuu syyskuuta "
    "szeptember wrzesień września září σεπτέμβριος σεπτεμβρίου вересень вересня септември",
    "ekim lokakuu lokakuuta octombrie oktober oktobris oktoober október októbra październik października "
    "spalio spalis říjen října οκτωβρίου οκτώβριος жовтень жовтня октомври",
    "kasım lapkritis lapkričio listopadu marraskuu marraskuuta noiembrie november novembra novembris "
    "studeni studenoga νοέμβριος νοεμβρίου листопад листопада ноември",
    "aralık december decembra decembrie decembris desember detsember grudnia grudzień gruodis gruodžio "
    "joulukuu joulukuuta prosinac prosinca prosince prosinec δεκέμβριος δεκεμβρίου грудень грудня декември",
)
"""For each month its names in small letters. A name of two months, Polish and Croatian "listopad", is none."""

_PRINTED = [
    (name, number)
    for table in (FURTHER_NAMES, _NAMES)
    for number, names in enumerate(table, 1)
    for name in names.split()
]


def _plain(month: str) -> str:
    """A month's name in small letters; Turkish writes i without its dot, and I with one."""
    return month.casefold().replace("\u0307", "").replace("\u0131", "i").rstrip(".")


_MONTHS = {_plain(name): number for name, number in _PRINTED}
MONTH = "|".join(sorted({name for name, _ in _PRINTED} | set(_MONTHS), key=len, reverse=True))
"""A pattern of all of these names."""


def month_number(name: str) -> int:
    """The number of the month that ``name``, matched by :data:`MONTH` in any letter case, names, from 1."""
    return _MONTHS[_plain(name)]
