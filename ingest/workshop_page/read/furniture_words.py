"""What the frames of sites say: their buttons, notices and menus."""

from __future__ import annotations

import re

PRINT = re.compile(
    r"(?:view |download )?(?:print(?:er)?[- ]?friendly(?: (?:version|page))?(?:,? (?:and|&|or) pdf)?"
    r"(?: (?:version|and email))?|print,? pdf(?: (?:and|&) e-?mail)?|print this(?: (?:page|article))?"
    r"|send (?:by|to) e-?mail|(?:send|e-?mail)(?: this)?(?: page)? to (?:a|your) friends?"
    r"|pdf version|print(?: (?:page|version))?|imprimer(?: (?:la|cette) page)?"
    r"|version imprimable"
    r"|imprimir(?: (?:esta )?p[áa]gina)?|versi[óo]n (?:para )?imprim(?:ir|ible)|(?:seite )?drucken|druckversion"
    r"|распечатать|версия для печати"
    r"|cetak|[【［]?(?:打印(?:本页|此页)?|列印(?:本頁)?|友善列印|印刷(?:用ページ|する)?|인쇄)[】］]?)",
    re.IGNORECASE,
)
"""A button that prints or mails the page."""

BUTTON = re.compile(
    r"(?:back to |page |go to )?top(?: of (?:the )?page)?|\^ ?top"
    r"|(?:skip|jump) to (?:the )?(?:main |page )?(?:content|navigation|menu|search)"
    r"|toggle (?:navigation|menu)|(?:open|close|main|show) menu|menu"
    r"|search(?: (?:this|the|our) (?:web ?)?site| form)?"
    r"|go|(?:show|hide|view|toggle) details?"
    r"|log ?-?(?:in|out|on)|sign (?:in|up|out)|(?:login|log in|sign in) (?:/|or) ?(?:register|sign up)"
    r"|my account|create (?:an )?account|change language|select (?:your )?language"
    r"|share(?: (?:this|on|via)\b.{0,40})?|click to (?:share|e-?mail|print|tweet)\b.{0,60}"
    r"|(?:like|follow|find) us(?: on\b.{0,40})?|tweet(?: #?\w+)?"
    r"|add to (?:calendar|favou?rites)|bookmark this page|rss(?: feed)?|site ?map|e-?mail this page"
    r"|text size|a-|a\+|accept(?: all)?(?: cookies)?|cookie (?:settings|policy|preferences)"
    r"|manage cookies|download pdf|register (?:now|here|online)|(?:sign up|register) for our newsletter"
    r"|join our mailing list|(?:«|<|←)? ?(?:back|return) to (?:the |all )?(?:list|events?|news|reports?"
    r"|home ?page|overview"
    r"|calendar|programme?|agenda|publications?|articles?|posts?|search results)"
    r"|send (?:us )?(?:your )?(?:comments?|feedback)|haga su donaci[óo]n|quiénes somos|donate(?: now)?"
    r"|make a donation"
    r"|read more ?»?|(?:more info|learn more|show more|load more|view more|see more)(?: ?[»>→])?"
    r"|(?:view|see|show) all(?: \w+)?"
    r"|(?:view|show|open)(?: (?:in|on))? (?:the |a )?(?:map|open ?street ?map|google ?maps?)"
    r"|\+? ?google map|legal notice|imprint"
    r"|accessibility statement|advanced search|leave a (?:reply|comment)|post a comment"
    r"|(?:no|\d+) comments?|comments are closed|user login|quick links|social media|stay in touch"
    r"|related (?:links|content|news)"
    r"|recent posts|latest news|(?:expand|collapse) all|a\+ ?a-? ?a?-?|bookmark|site credits|get adobe reader"
    r"|(?:←|‹|«|<)? ?previous(?: event| post| page)?|next(?: event| post| page)? ?(?:→|›|»|>)?|previous next"
    r"|[\d ]+next|page \d+ of \d+|volver|suscríbase|sitemap"
    r"|网站地图|網站地圖|返回(?:顶部|首页|列表)|回(?:首[頁页]|上一?[頁页])|サイトマップ|プライバシーポリシー"
    r"|個人情報保護方針"
    r"|トップページ[へに]戻る|목록|kembali ke atas|اطبع|مشاركة|العودة إلى الأعلى|خريطة الموقع|اتصل بنا"
    r"|หน้าแรก|ติดต่อเรา"
    r"|ir arriba|volver arriba|haut de page|retour en haut|nach oben|voltar ao topo"
    r"|наверх|回(?:到)?[顶頂](?:部|端)"
    r"|ページトップへ?|ページの先頭へ(?:戻る)?|맨 위로"
    r"|(?:aller|passer) au contenu(?: principal)?|(?:saltar|ir) al contenido(?: principal)?"
    r"|zum inhalt(?: springen)?|pular para o conteúdo"
    r"|buscar|rechercher?|suche|pesquisar|поиск|cari|搜[索尋]|[检檢]索|検索|검색"
    r"|iniciar sesi[óo]n|se connecter|connexion|anmelden|entrar|войти|masuk|登[录錄入]|ログイン|로그인"
    r"|compartir|partager|teilen|compartilhar|поделиться|bagikan|分享|共有|공유"
    r"|nous contacter|contactez[- ]nous|aviso legal|mentions légales|impressum|datenschutz"
    r"|pol[íi]tica de (?:privacidad|privacidade|cookies)"
    r"|mapa del (?:sitio|web)|plan du site"
    r"|[【［]?(?:[关關][闭閉](?:本页|窗口|視窗)|收藏本[页頁站]|加入收藏|[设設][为為]首[页頁])[】］]?"
    r"|up|privacy (?:policy|notice)|terms (?:of|and) (?:use|service|conditions)|disclaimer|web ?master"
    r"|get directions(?: to .{1,60})?"
    r"|x?html valid|css valid|valid x?html.{0,12}|subscribe(?: to (?:our )?newsletter)?|read more"
    r"|loading\W*|please wait\W*|(?:navigate|jump|skip|go) to|on this page|in this (?:section|article)",
    re.IGNORECASE,
)
"""Any other button or link that every page of a site carries."""

SWITCH = re.compile(
    r"[\[(]?(?:show|hide|toggle|expand|collapse) (?:details?|abstracts?|more|less)[\])]?", re.IGNORECASE
)
"""What opens and closes what stands below a heading."""

NOTICE = re.compile(
    r"(?:you are (?:now )?(?:viewing|visiting|looking at)|this is) (?:an? |our |the )?"
    r"(?:old|archived?|previous|former|outdated)\b.{0,160}"
    r"|(?:this (?:web ?)?site|we|our (?:web ?)?site) uses? cookies\b.*"
    r"|by (?:using|continuing to (?:use|browse)) (?:this|our) (?:web ?)?site\b.*"
    r"|[-–—] ?\d{1,3} ?[-–—]|(?:by \S.{0,40} [—–-] )?(?:this |the )?(?:page|site|document)?(?: was)?\s?last"
    r" (?:updated|modified|reviewed|changed|edited|revised)\b.{0,80}"
    r"|(?:page )?(?:updated|modified)(?: on)?\s?:.{0,60}|you are (?:here|visitor)\b.{0,160}"
    r"|this event (?:has (?:already )?(?:taken place|ended|finished|passed)|is (?:now )?over)"
    r"|registration (?:(?:is|has) )?(?:now |been )*(?:closed|open(?:ed)?)\b.{0,40}"
    r"|(?:number of )?(?:visitors?|hits|page views)\s?:?\s?[\d.,]+"
    r"|(?:home|startseite|accueil|inicio)\s*(?:>|»|›|::|→|/|\\)\s*.{1,160}"
    r"|(?:web ?site |page |site )?(?:designed|powered|maintained|developed) by\b.{0,100}"
    r"|(?:web ?site |page |site )hosted by\b.{0,100}|(?:the )?.{0,60}\bsite is maintained by\b.{0,60}"
    r"|best viewed (?:with|in|at)\b.{0,80}|tweets (?:by|from|about|sur|de|von|über|sobre|#|@).{0,60}"
    r"|(?:for (?:further|more|additional) (?:information|details)|contact(?: us| person)?|enquiries|inquiries"
    r"|contacto|kontakt|pour (?:plus d['’]informations|tout renseignement)|para (?:más|mayor) información"
    r"|для справок"
    r"|(?:お)?問い?合わ?せ(?:先)?|[联聯][系絡络](?:方式|人)?|문의)\b.{0,60}[:：]"
    r"(?=.{0,100}(?:@|\d{3}[\d ()-]{3})).{0,120}"
    r"|(?:image|photo(?:graph)?|picture)s?(?: (?:credits?|courtesy|source))? ?(?:: ?|(?:by|of):? )\S.{0,60}"
    r"|(?:\S{4,200} )?\(?(?:printed|retrieved|imprimé|gedruckt)(?: (?:on|from|le|am))?:?"
    r" \d{1,2}[./ -]\w{2,9}[./ -]\d{2,4}\)?"
    r"|[\[(]?end of (?:the )?document[\])]?|distr(?:ibution)?\.?\s?: ?(?:general|limited|restricted).{0,40}"
    r"|(?:date ?: ?.{4,30} )?(?:\d{1,2} \w{3,9} (?:19|20)\d\d )?original ?: ?(?:english|french|spanish|arabic"
    r"|chinese|russian)\b.{0,60}"
    r"|(?:log ?in|sign in)(?: or register)? to (?:post )?comments?.{0,20}|(?:filed under|posted in"
    r"|tags)\s?: .{1,100}"
    r"|posted (?:by|on|in)\b.{1,80}|published (?:on|by)\s?:? ?\w+ ?\d.{0,60}|read \d+ times"
    r"|(?:views\s?:\s?)?[\d,]+ (?:views|vues|visitas|aufrufe)"
    r"|publi(?:é|cado|ziert) (?:le|el|em|am)\b.{1,80}"
    r"|views\s?: ?[\d,]+|proudly powered by .{1,60}|theme(?:d)? by .{1,60}|website by .{1,60}"
    r"|report (?:a problem|an error) (?:with|on) this page"
    r"|(?:get|receive|subscribe to|sign up (?:for|to)|join) (?:our|the) (?:[\w-]+ ){0,3}"
    r"(?:newsletter|mailing list)\b.{0,80}|(?:enter|type) your e-?mail\b.{0,80}"
    r"|(?:forgot(?:ten)?|lost) your password\b.{0,40}|remember me"
    r"|follow @\w+"
    r"|(?:[\w-]+ ){0,3}(?:youtube|twitter|facebook|linkedin|instagram|flickr) (?:channel|page|account|group)"
    r"|java ?script (?:is|must be) .{1,80}|your browser (?:does not|doesn.t) support .{1,100}"
    r"|to view this (?:page|document|file).{0,40}(?:you need|requires).{1,80}|optimi[sz]ed for .{1,60}"
    r"|(?:(?:facebook|twitter|linkedin|youtube|instagram|flickr|whatsapp|telegram|rss|e-?mail)\W*){2,}"
    r"|(?:瀏覽|浏览)人次[：:].{0,40}|最終更新日?[：:].{0,40}|来源[：:].{1,60}|(?:جميع الحقوق"
    r"|حقوق النشر) محفوظة.{0,60}"
    r"|(?:please )?enable javascript\b.{0,80}|problems with this (?:web)?page.{0,60}"
    r"|(?:(?:comments?|questions?|mail|e-?mail|send|contact|write|suggestions?|the|to|our|and|or|your"
    r"|please)[ ,:]+)*web ?master\b.{0,60}"
    r"|contact for this (?:page|site)\b.{0,100}|(?:this )?page (?:was )?viewed\b.{0,60}"
    r"|(?:share|partager|compartir|teilen|compartilhar|condividi)\b.{0,40}\b(?:facebook|twitter|linkedin"
    r"|whatsapp|telegram)\b.{0,60}"
    r"|related (?:links|pages|sites|stories|articles)\s?:.{0,160}"
    r"|(?:s[íi]gu[ea]nos|suivez-nous|folgen sie uns|siga-nos)\b.{0,60}"
    r"|(?:previous|next) (?:article|post|news|item|entry|page)\s?:.{0,160}|(?:see also|related)\s?:\s*$"
    r"|[上下]一[篇页頁条條则則][：:]?.{0,120}|(?:前|次)の記事.{0,120}|(?:이전|다음)글.{0,120}"
    r"|article (?:pr[ée]c[ée]dent|suivant).{0,160}|(?:entrada|artículo) (?:anterior|siguiente).{0,160}"
    r"|[您你]?(?:的)?(?:当前|目前|現在|所在)(?:的)?位置.{0,160}|現在位置.{0,160}"
    r"|(?:[发發][布佈表](?:时间|時間|日期)|(?:浏览|瀏覽|[点點][击擊]|[阅閱][读讀])(?:次[数數]|量|人[数數])"
    r"|[访訪][问問]量|最[后後]更新|更新(?:时间|時間|日期"
    r"|日))[：:].{0,120}"
    r"|(?:分享|[转轉][发發])(?:到|至)[：:].{0,80}|.{0,40}[Ii][Cc][Pp][备備].{0,120}"
    r"|(?:última|ultima) (?:actualizaci[óo]n|modificaci[óo]n|atualizaç[ãa]o)\b.{0,80}"
    r"|(?:derni[èe]re )?(?:mise à jour|modification)\s?:?.{0,60}"
    r"|last (?:update|change|revision)\s?: ?.{4,40}"
    r"|(?:zuletzt|letzte) (?:aktualisiert|geändert|änderung|aktualisierung)\b.{0,60}"
    r"|последнее обновление\b.{0,60}|terakhir diperbarui\b.{0,60}"
    r"|(?:usted est[áa] aqu[íi]|vous êtes ici|sie sind hier|você está aqui|вы здесь)\b.{0,160}"
    r"|(?:este sitio|esta web|nuestro sitio) (?:utiliza|usa) cookies\b.*|(?:ce|notre) site utilise des cookies\b.*"
    r"|diese (?:web)?seite (?:verwendet|nutzt) cookies\b.*|este site (?:utiliza|usa) cookies\b.*"
    r"|(?:visitas|visiteurs|besucher|visitantes|посетител\w+|pengunjung|来访|訪問者数|방문자)\s?[：:]?\s?[\d.,]+",
    re.IGNORECASE,
)
"""What a site says of itself or of the page: where one is, when it was changed, that it uses cookies."""

COPYRIGHT = re.compile(
    r"(?:copyright\b\s*(?:©|\(c\)|&copy;|by\b|notice\b|(?:19|20)\d\d|$)|©|\(c\)\s*copyright|all rights reserved"
    r"|(?:todos los|reservados todos los) derechos|tous droits réservés|alle rechte vorbehalten"
    r"|todos os direitos reservados"
    r"|все права защищены|hak cipta (?:©|dilindungi)|(?:版|著作)[权權]所有|不許複製|무단 ?전재)",
    re.IGNORECASE,
)
RESERVED = re.compile(
    r"©|all rights reserved|derechos reservados"
    r"|droits réservés|rechte vorbehalten|direitos reservados|版[权權]所有",
    re.IGNORECASE,
)
"""What says anywhere in a short line that it is a notice of copyright."""

_EVENTS = (
    r"(?:meetings?|conferences?|workshops?|events?|editions?|forums?|seminars?|years?|news|articles?|posts?"
    r"|stories|pages)"
)
OTHER_EVENTS = re.compile(
    r"you (?:may|might) also (?:like|be interested in)|"
    r"(?:(?:pictures?|photos?) (?:from|of) )?(?:the )?"
    r"(?:previous|past|earlier|former|other|related|upcoming|forthcoming|latest|recent|next)"
    rf"(?: ?(?:/|and|&) ?(?:latest|previous|past|upcoming|next|future))? {_EVENTS}"
    r"|(?:pr[óo]xim[oa]s|otr[oa]s|outr[oa]s|[úu]ltim[oa]s) (?:eventos|noticias|notícias|reuniones|talleres"
    r"|seminarios|actividades)"
    r"|(?:eventos|noticias|notícias|art[íi]culos) (?:relacionad[oa]s|anteriores|recientes|pr[óo]xim[oa]s)"
    r"|(?:prochains?|autres|derni(?:ers|ères)) (?:événements?|evenements?|actualités|ateliers|réunions)"
    r"|(?:événements|articles|actualités) (?:liés|associés|à venir|récente?s)"
    r"|(?:weitere|kommende|nächste|frühere|aktuelle|ähnliche) (?:veranstaltungen|termine|nachrichten|meldungen"
    r"|artikel)"
    r"|(?:другие|предстоящие|похожие) (?:события|мероприятия|новости)|(?:berita|acara) (?:terkait|lainnya|terbaru)"
    r"|(?:相[关關]|最新|热门|熱門|推荐|推薦|近期)"
    r"(?:新[闻聞]|消息|[阅閱][读讀]|文章|[链鏈][接结結]|活[动動]|[会會][议議])"
    r"|関連(?:記事|リンク|ページ)|최근 소식|관련 글",
    re.IGNORECASE,
)
"""The heading or link that leads to a series' other events."""

LANGUAGES = frozenset(
    """
english français french español spanish deutsch german русский russian العربية arabic 中文 简体中文 繁體中文
繁体中文 chinese 日本語 japanese 한국어 korean português portuguese italiano italian nederlands dutch polski türkçe
ελληνικά עברית ไทย tiếng việt bahasa indonesia indonesia svenska norsk dansk suomi čeština magyar українська
en fr es de ru ar zh ja pt it
""".split()
)

MENU_WORDS = frozenset(
    " ".join(entry.split())
    for entry in """
home|homepage|start|start page|welcome|about|about us|about the workshop|contact|contact us|contacts
|email us|call for papers|cfp|call for participation|call for contributions|call for submissions
|call for abstracts|calls|submit|submission|submissions|submit a paper|submit paper|paper submission
|important dates|dates|deadlines|committee|committees|program committee|programme committee
|organizing committee|organising committee|organizers|organisers|organization|organisation|people|chairs
|registration|register|fees|venue|location|accommodation|hotels|area hotels|travel|travel information
|directions|practical information|local information|proceedings|papers|accepted papers|posters
|accepted posters|news|latest news|old news|recent news|announcements|links|related links|sitemap|site map
|login|search|archive|archives|past events|previous workshops|previous editions|past workshops
|other workshops|sponsors|sponsorship|faq|program|programme|schedule|agenda|program and schedule|speakers
|invited speakers|keynotes|keynote speakers|participants|photos|gallery|photo gallery|pictures|downloads
|download|documents|documentation|publications|events|calendar|overview|index|media|media center|media centre
|resources|community|services|products|projects|research|history|mission|staff|membership|members|jobs
|careers|donate|press|press releases|topics|themes|workshops|tutorials|presentations|presenter instructions
|instructions|report|workshop report|slides|videos|what's new|who we are|what we do|our work|get involved
|training|library|data|statistics|feedback|help|english|main page|next|previous|up|back|aims and scope|scope
|background|objectives|announcement|announcements|practical info|practical information for participants
|registration form|online registration|information for participants|vacancies|our team|partners|divisions
|edit page|rename page|attach file|printable|page source|wiki source|page history|total history|recent changes
|page index|notify service|text formatting|change password|reset password|users|groups|what links here
|inicio|acerca|acerca de|contacto|noticias|eventos|publicaciones|programa|agenda|inscripción|ponentes|sede
|descargas
|accueil|actualités|événements|publications|programme|inscription|intervenants|à propos|contactez-nous
|téléchargements
|startseite|kontakt|aktuelles|veranstaltungen|anmeldung|über uns|termine|referenten
|início|sobre|contato|notícias|programação|inscrições|palestrantes
|главная|контакты|новости|о нас|программа|мероприятия|beranda|tentang kami|kontak|berita
|首页|首頁|主页|主頁|新闻中心|新闻动态|新聞中心|最新消息|通知公告|会议活动|會議活動|资料下载|資料下載|下载中心|联系我们|聯絡我們|連絡我們|关于我们|關於我們
|会议议程|會議議程|大會議程|会议日程|会议注册|會議註冊|大會註冊|交通住宿|交通及住宿資訊|组织机构|大會組織|友情链接
|ホーム|トップ|トップページ|お知らせ|お問い合わせ|アクセス|プログラム|参加登録|概要|リンク|홈|공지사항|자료실|문의
""".split("|")
)
"""What the menus of workshops' and organisations' sites offer."""
