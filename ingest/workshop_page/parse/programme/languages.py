"""Words of programmes in languages other than English: breaks, openings, days, labels and link texts."""

from __future__ import annotations

_EVENT_ES = (
    r"(?: (?:del?|de la|de las|da|do|dos|das) (?:evento|taller|seminario|semin[áa]rio|congreso|congresso|foro"
    r"|encuentro"
    r"|acto|curso|oficina|jornadas?|reuni[óo]n|reuni[ãa]o|sesi[óo]n|conferencia|confer[êe]ncia|simposio))?"
)
_EVENT_FR = (
    r"(?: (?:de l['’]\s?atelier|du (?:s[ée]minaire|colloque|congr[èe]s|forum)|de la (?:r[ée]union|conf[ée]rence"
    r"|journ[ée]e|session)|des (?:travaux|journ[ée]es)))?"
)
_EVENT_DE = r"(?: (?:der|des|durch) .{1,40}| und .{1,40})?"

BREAK_WORDS = "|".join(
    (
        # Spanish and Portuguese
        r"receso|descanso|brindis|pausas?(?: (?:para|de) .{1,20})?|(?:pausa|coffee) caf[ée]|caf[ée]|refrigerio"
        r"|comida|cena|desayuno"
        r"|almuerzo|almo[çc]o|jantar|lanche|intervalo",
        r"registro(?: de (?:los )?participantes)?|(?:inscripci[óo]n(?:es)?"
        r"|acreditaci[óo]n(?:es)?)(?: de (?:los )?participantes)?|credenciamento"
        r"|inscri[çc][õo]es|recep[çc][ãa]o|recepci[óo]n",
        rf"(?:palabras|mensaje|acto|sesi[óo]n|sess[ãa]o|ceremonia|cerim[ôo]nia) (?:de |do |da )?(?:bienvenida"
        rf"|apertura"
        rf"|cierre|clausura|inaugural|inauguraci[óo]n|abertura|encerramento|boas[- ]vindas){_EVENT_ES}",
        rf"(?:bienvenida|apertura|inauguraci[óo]n|instalaci[óo]n|clausura|cierre|despedida|abertura|encerramento"
        rf"|boas[- ]vindas)(?: oficial)?{_EVENT_ES}",
        r"ronda de preguntas|preguntas(?: y respuestas)?|perguntas(?: e respostas)?|discusi[óo]n|discuss[ãa]o"
        r"|debates?|foto (?:grupal|oficial)",
        # French
        r"pause(?:[- ](?:caf[ée]|d[ée]jeuner|midi))?|d[ée]jeuner|d[îi]ner|accueil(?: (?:des|et) .{1,40})?"
        r"|inscriptions?(?: des participants)?|enregistrement(?: des participants)?",
        rf"(?:s[ée]ance|c[ée]r[ée]monie|mots?|allocutions?|discours) (?:d['’]\s?|de )?(?:ouverture|cl[ôo]ture"
        rf"|bienvenue)"
        rf"{_EVENT_FR}|(?:ouverture|cl[ôo]ture){_EVENT_FR}|questions(?: et r[ée]ponses)?|cocktail",
        # German, Dutch, Italian
        rf"(?:kaffee|mittags?|tee)(?:pause|essen)?|pause|abendessen|(?:begr[üu](?:ß|ss)ung"
        rf"|er[öo]ffnung){_EVENT_DE}"
        r"|anmeldung|registrierung|empfang|schlusswort|ausklang|verabschiedung|diskussion|abschlussdiskussion",
        r"pranzo|cena|registrazione(?: dei partecipanti)?|saluti(?: (?:di|iniziali|istituzionali).{0,40})?"
        r"|apertura lavori"
        r"|chiusura(?: dei)? lavori|koffiepauze|lunchpauze|ontvangst",
        # Russian
        r"(?:кофе|чай)[^\W\d_]*|кофе.{0,20}|обед|ужин|перерыв|регистрация.{0,30}|открытие.{0,30}|закрытие.{0,30}"
        r"|приветств\w+.{0,40}|дискуссия|обсуждение|фуршет|подведение итогов",
        # Chinese
        r"[報报]到|[註注][冊册]|[簽签]到|[開开]幕.{0,4}|[閉闭]幕.{0,4}|大[會会][開开]幕.{0,4}|[頒颁][獎奖].{0,4}"
        r"|午餐|早餐|晚餐|晚宴|午休|茶歇|茶[敘叙]|休息|中[場场]休息|合影(?:留念)?|[綜综]合[討讨][論论]|[綜综]合座[談谈]|午宴|自由[討讨][論论]"
        r"|[領领]取.{0,8}|散[會会]|[來来][賓宾]致[詞词辞]|致[詞词辞]|[歡欢]迎[詞词辞辭]|提[問问].{0,4}|[問问]答.{0,4}",
        # Japanese
        r"受付|開場|昼食|昼休み|休憩|開会.{0,6}|閉会.{0,6}|懇親会|情報交換会|意見交換|質疑応答|総合討論|挨拶|写真撮影",
        # Korean
        r"등록|휴식|커피 ?브레이크|점심|중식|오찬|만찬"
        r"|개회.{0,4}|폐회.{0,4}|환영사|축사|질의 ?응답|종합 ?토론|기념 ?촬영",
        # Arabic
        r"استراحة.{0,20}|(?:ال)?غداء|(?:ال)?تسجيل.{0,20}|(?:ال)?افتتاح.{0,20}|(?:ال)?اختتام.{0,20}"
        r"|الجلسة (?:الافتتاحية|الختامية)|(?:ال)?مناقشة",
        # Thai
        r"ลงทะเบียน|พักรับประทาน.{0,30}|พัก(?:กลางวัน|เที่ยง|เบรค)|รับประทานอาหาร.{0,20}|พิธีเปิด|พิธีปิด"
        r"|กล่าว(?:เปิด|ต้อนรับ).{0,20}",
    )
)
"""What the line of a break, a meal, a registration, an opening or a closing says."""

WEEKDAYS = (
    r"lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|(?:segunda|ter[çc]a|quarta|quinta|sexta)-feira"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"
    r"|luned[ìi]|marted[ìi]|mercoled[ìi]|gioved[ìi]|venerd[ìi]|sabato|domenica"
    r"|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье"
)
MONTHS = (
    r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre"
    r"|janeiro|fevereiro|mar[çc]o|maio|junho|julho|setembro|outubro|novembro|dezembro"
    r"|janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre"
    r"|januar|februar|märz|april|juni|juli|august|september|oktober|november|dezember"
    r"|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|novembre|dicembre"
    r"|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
)
DAY_WORDS = (
    rf"(?:d[íi]a|jour|tag|giorno|день)\s*\d{{1,2}}\b.{{0,60}}|(?:{WEEKDAYS})(?:[\s,(].{{0,60}})?"
    rf"|\d{{1,2}}(?:\.|º|er)?\s+(?:de\s+)?(?:{MONTHS})\b.{{0,40}}"
)
"""A line that names a day of the programme."""

PEOPLE_LABELS = (
    r"ponentes?|conferencistas?|conferenciantes?|expositor(?:a|es)?|orador(?:a|es)?|disertantes?|panelistas?"
    r"|facilitadores|palestrantes?|autore?s|intervenant(?:e|s|es)?|orateurs?|conf[ée]renci(?:er|ers|[èe]re)"
    r"|auteurs?|referent(?:in|en|innen)?|vortragende[r]?|redner(?:in)?|relator[ei]|spreker?s?"
    r"|доклад\w+|спикер\w*|автор\w*|выступа\w+"
    r"|講者|讲者|主講(?:人|者|嘉賓)?|主讲(?:人|者|嘉宾)?|報告(?:人|者)|报告(?:人|者)|演講(?:人|者|嘉賓)|演讲(?:人|者|嘉宾)"
    r"|發言(?:人|者)|发言(?:人|者)|講師|讲师|授课(?:人|教师|老师)|發表人|发表人"
    r"|演者|パネリスト|パネラー|スピーカー|講演者|発表者|登壇者|話題提供者|발표자|발제자|강연자|연사|강사"
    r"|المتحدث(?:ون|ين)?|المحاضر(?:ون)?|مقدم(?:و)? العرض|วิทยากร|ผู้บรรยาย|ผู้นำเสนอ"
)
CHAIR_LABELS = (
    r"modera(?:n|da por|tore|trice)?|moderador(?:a|es|as)?|moderaci[óo]n|modera[çc][ãa]o|mediador(?:a)?|preside"
    r"|presidente de (?:la )?(?:mesa|sesi[óo]n)|mod[ée]rat(?:eurs?|rice)|mod[ée]r[ée] par|animat(?:eur|rice)"
    r"|pr[ée]sident(?:e)? de s[ée]ance|pr[ée]sidence|(?:sitzungs)?leitung|vorsitz(?:ende[r]?)?|moderiert von"
    r"|ведущ\w+|модератор\w*|председател\w+"
    r"|コーディネーター|ファシリテーター|主持(?:人)?|引言人|召集人|座長|司会(?:者)?|進行|モデレーター|主席|좌장|사회(?:자)?|진행"
    r"|(?:ال)?منسق|رئيس الجلسة|(?:ال)?ميسر|ผู้ดำเนินรายการ"
)
TITLE_LABELS = (
    r"t[íi]tulo|tema|titre|sujet|titel|thema|titolo|тема|название|題目|题目|[講演报報][講讲告题題]?[題题]目"
    r"|演題|講題|主題|主题"
    r"|(?:演講|演讲|報告|报告|講演)(?:主題|主题|題目|题目)|論題|论题|題名|標題|标题"
    r"|タイトル|講演題目|제목|주제|(?:ال)?عنوان(?: العرض)?|หัวข้อ"
)
AFFILIATION_LABELS = (
    r"filiaci[óo]n|instituci[óo]n|institui[çc][ãa]o|organizaci[óo]n|organisme|einrichtung|организация|單位|单位"
    r"|機構|机构|所属|소속|(?:ال)?مؤسسة|หน่วยงาน"
)
ABSTRACT_LABELS = (
    r"resumen|resumo|r[ée]sum[ée]|zusammenfassung|аннотация|摘要|概要|要旨|簡介|简介|초록|(?:ال)?ملخص|บทคัดย่อ"
    r"|biograf[íi]a|semblanza|biographie"
)
TALK_KINDS = (
    r"conferencia(?: (?:magistral|inaugural|plenaria|de clausura))?|ponencia|charla|palestra(?: magna)?"
    r"|conf[ée]rence(?: (?:invit[ée]e|inaugurale|pl[ée]ni[èe]re))?|expos[ée](?: invit[ée])?"
    r"|charla invitada|ponencia invitada|communication|(?:eingeladener )?vortrag|relazione"
    r"|доклад|лекция|(?:[專专][題题]|主[題题旨]|特[邀別别]|大[會会]|邀[請请]|基調|招待|开幕|開幕)(?:演[講讲]|報告|报告|講演)"
    r"|基調講演|招待講演|特別講演|パネル(?:ディスカッション|討論)|座談会|기조 ?(?:강연|연설)|초청 ?강연|특별 ?강연"
)
LINK_WORDS = """
presentación presentaciones diapositivas documento documentos ponencia resumen texto transparencias grabación
apresentação apresentações resumo artigo documento présentation présentations diaporama exposé résumé texte
enregistrement präsentation präsentationen folien vortrag unterlagen zusammenfassung aufzeichnung presentazione
diapositive презентация презентации доклад слайды текст видео аннотация файл تحميل العرض عرض ملف الشرائح
スライド 資料 発表資料 講演資料 動画 要旨 論文 下載 下载 幻灯片 投影片 摘要 簡報
講義 讲义 课件 資料 资料 视频 影片 演示文稿
발표자료 자료 다운로드 동영상 초록 เอกสาร ดาวน์โหลด ไฟล์
"""
LINK_FILLERS = """
ver vea descargar baixar abrir la el los las de del da do em en ingles portugués voir télécharger consulter le les
du des au format ansehen herunterladen öffnen als der die das zum scarica vedi скачать смотреть открыть
点击 查看 檢視 點擊 全文
"""
