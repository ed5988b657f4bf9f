"""What the frames of sites say: their buttons, notices and menus."""

from __future__ import annotations

import re

PRINT = re.compile(
    r"(?:view |download )?(?:print(?:er)?[- ]?friendly(?: (?:version|page))?(?:,? (?:and|&|or) pdf)?"
    r"(?: (?:version|and email))?|print,? pdf(?: (?:and|&) e-?mail)?|print this (?:page|article)"
    r"|send (?:by|to) e-?mail|pdf version|print(?: page)?)",
    re.IGNORECASE,
)
"""A button that prints or mails the page."""

BUTTON = re.compile(
    r"(?:back to |page |go to )?top(?: of (?:the )?page)?|\^ ?top"
    r"|(?:skip|jump) to (?:the )?(?:main |page )?(?:content|navigation|menu|search)"
    r"|toggle (?:navigation|menu)|(?:open|close|main|show) menu|menu|search(?: this site| form)?|go"
    r"|log ?-?(?:in|out|on)|sign (?:in|up|out)|(?:login|log in|sign in) (?:/|or) ?(?:register|sign up)"
    r"|my account|create (?:an )?account|change language|select (?:your )?language"
    r"|share(?: (?:this|on|via)\b.{0,40})?|(?:like|follow|find) us(?: on\b.{0,40})?|tweet(?: #?\w+)?"
    r"|add to (?:calendar|favou?rites)|bookmark this page|rss(?: feed)?|site ?map|e-?mail this page"
    r"|text size|a-|a\+|accept(?: all)?(?: cookies)?|cookie (?:settings|policy|preferences)"
    r"|privacy (?:policy|notice)|terms (?:of|and) (?:use|service|conditions)|disclaimer|web ?master"
    r"|x?html valid|css valid|valid x?html.{0,12}|subscribe(?: to (?:our )?newsletter)?|read more|loading\W*",
    re.IGNORECASE,
)
"""Any other button or link that every page of a site carries."""

NOTICE = re.compile(
    r"(?:you are (?:now )?(?:viewing|visiting|looking at)|this is) (?:an? |our |the )?"
    r"(?:old|archived?|previous|former|outdated)\b.{0,160}"
    r"|(?:this (?:web ?)?site|we|our (?:web ?)?site) uses? cookies\b.*"
    r"|by (?:using|continuing to (?:use|browse)) (?:this|our) (?:web ?)?site\b.*"
    r"|(?:this |the )?(?:page|site|document)?(?: was)?\s?last"
    r" (?:updated|modified|reviewed|changed|edited|revised)\b.{0,80}"
    r"|(?:page )?(?:updated|modified)(?: on)?\s?:.{0,60}|you are (?:here|visitor)\b.{0,160}"
    r"|registration (?:is|has) (?:now |been )*(?:closed|open(?:ed)?)\b.{0,40}"
    r"|(?:number of )?(?:visitors?|hits|page views)\s?:?\s?[\d.,]+"
    r"|(?:home|startseite|accueil|inicio)\s*(?:>|»|›|::|→|/|\\)\s*.{1,160}"
    r"|(?:web ?site |page |site )?(?:designed|powered|maintained|developed) by\b.{0,100}"
    r"|(?:web ?site |page |site )hosted by\b.{0,100}|(?:the )?.{0,60}\bsite is maintained by\b.{0,60}"
    r"|best viewed (?:with|in|at)\b.{0,80}|tweets (?:by|from|about|sur|de|von|über|sobre|#|@).{0,60}"
    r"|(?:please )?enable javascript\b.{0,80}|(?:web ?master|problems with this (?:web)?page).{0,60}",
    re.IGNORECASE,
)
"""What a site says of itself or of the page: where one is, when it was changed, that it uses cookies."""

COPYRIGHT = re.compile(r"(?:copyright\b|©|\(c\)\s*copyright|all rights reserved)", re.IGNORECASE)

OTHER_EVENTS = re.compile(
    r"(?:(?:pictures?|photos?) (?:from|of) )?(?:the )?"
    r"(?:previous|past|earlier|former|other|related|upcoming|forthcoming)"
    r"(?: ?(?:/|and|&) ?(?:latest|previous|past|upcoming|next|future))?"
    r" (?:meetings?|conferences?|workshops?|events?|editions?|forums?|seminars?|years?)",
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
|background|objectives
""".split("|")
)
"""What the menus of workshops' and organisations' sites offer."""
