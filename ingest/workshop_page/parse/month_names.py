"""Full names of the months in further languages, as Unicode's CLDR has them; a test compares them with it."""

from __future__ import annotations

LANGUAGES = "da sv nb fi pl cs sk hr hu ro bg uk el tr et lv lt".split()

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
