"""What pages say that hold nothing (forms to sign in, error pages, checks, notices), and what to say of them."""

from __future__ import annotations

import re
from typing import Literal

SenseCode = Literal[
    "sign-in",
    "no-access",
    "not-found",
    "server-error",
    "bot-check",
    "cookie-wall",
    "needs-script",
    "placeholder",
    "forwarding",
]

ADVICE: dict[SenseCode, str] = {
    "sign-in": "The page asks to sign in and holds nothing else. Open it in a browser, save the file behind it, "
    "and ingest that file.",
    "no-access": "The page says that it may not be read. Ask the site for access, save the file, and ingest that "
    "file.",
    "server-error": "The page only tells of an error of its server. Ingest it again later.",
    "not-found": "The page says that what was asked for is not there. Look for its new address and ingest that.",
    "bot-check": "The site checks whether a person is asking and shows nothing else. Open it in a browser, save "
    "the file, and ingest that file.",
    "cookie-wall": "The site shows nothing until cookies are accepted. Open it in a browser, save the page, and "
    "ingest that file.",
    "needs-script": "The page is drawn by script and holds no text of its own. Open it in a browser, save what is "
    "shown, and ingest that file.",
    "placeholder": "The page only says that its content is yet to come. Ingest it again once it is there.",
    "forwarding": "The page only leads to another one. Ingest that one.",
}
"""What is wrong with such a page, and what to do about it."""


SIGN_IN = re.compile(
    r"(?:please )?(?:sign|log)[ -]?(?:in|on)(?: (?:to|with) .{1,40}| required| page)?|login(?: required| page)?"
    r"|(?:user|member|account|participant)s? (?:login|log-?in|sign-?in)|authentication(?: required)?"
    r"|single sign[ -]on"
    r"|members only|anmelden|anmeldung|connexion|se connecter|identification|iniciar sesi[oó]n|acceso|entrar"
    r"|accedi|вход|войти|登录|登入|用户登录|ログイン|로그인",
    re.IGNORECASE,
)
NOT_FOUND = re.compile(
    r"(?:error|http|fehler|erreur)?\W{0,3}(?:404|410)\W{0,3}(?:error|(?:page |file )?not found|gone)?"
    r"|(?:sorry\W+)?(?:the |this |that )?(?:requested )?(?:page|file|document|site|content|url|item|resource|link)"
    r"(?: you (?:requested|are looking for|were looking for))?"
    r" (?:could not be|cannot be|can't be|can’t be|was not|is not|not|no longer) (?:found|available|exists?)"
    r"|(?:page|file|document) (?:does not|doesn't|doesn’t|no longer) exists?|(?:object )?not (?:found|available)"
    r"|(?:this )?link (?:(?:does not|doesn't|doesn’t) work|(?:has |is )?expired)"
    r"|(?:die )?seite (?:wurde )?nicht gefunden|page (?:non trouv[ée]e|introuvable)|p[áa]gina no encontrada"
    r"|p[áa]gina n[ãa]o encontrada|pagina non trovata|страница не найдена"
    r"|页面(?:不存在|未找到)|找不到(?:页面|網頁)",
    re.IGNORECASE,
)
SAYS_NOT_FOUND = re.compile(
    r"(?:could not|cannot|can't|can’t|couldn't|couldn’t) (?:be found|find|locate)|not found"
    r"|does not exist|no longer"
    r"|doesn['’]t exist|\b404\b|been (?:moved|removed|deleted)|not available|nicht gefunden|introuvable"
    r"|no encontrad|n[ãa]o encontrad|non trovat|не найден|不存在|未找到|找不到",
    re.IGNORECASE,
)
ASKS_FOR_NAME = re.compile(
    r"(?:enter|use|with|provide) (?:in )?(?:your|a) (?:user ?name|user ?id|password|credentials|e-?mail|account)"
    r"|(?:sign|log)[ -]?(?:in|on) (?:to|with|using|required)|must (?:be )?(?:sign|log)(?:ged)?[ -]?(?:in|on)"
    r"|you need an account|mot de passe|passwort|contrase[ñn]a",
    re.IGNORECASE,
)
NO_ACCESS = re.compile(
    r"(?:error|http|status)?\W{0,3}(?:401|402|403)?\W{0,3}(?:access|permission) (?:is |was )?"
    r"(?:denied|required|restricted)"
    r"|(?:error|http|status)?\W{0,3}(?:401|402|403)\W{0,3}(?:error|forbidden|unauthori[sz]ed|payment required)?"
    r"|forbidden|unauthori[sz]ed|not authori[sz]ed|(?:you need|request) (?:access|permission)"
    r"|(?:restricted|protected|private) (?:area|content|page|access)|subscription required"
    r"|(?:purchase|buy|get|rent) (?:instant |full )?access|access this (?:article|content|document)"
    r"|virus scan warning"
    r"|(?:your )?session (?:has |is )?(?:expired|timed out)|zugriff verweigert|acc[èe]s (?:refus[ée]|interdit)"
    r"|acceso denegado",
    re.IGNORECASE,
)
SERVER_ERROR = re.compile(
    r"(?:error|http|status)?\W{0,3}(?:500|502|503|504)\W{0,3}(?:error|internal server error|bad gateway"
    r"|service (?:temporarily )?unavailable|gateway time-?out)?|internal server error|bad gateway"
    r"|service (?:temporarily )?unavailable|gateway time-?out|server error(?: in .{0,60})?|runtime error"
    r"|(?:error establishing a )?database (?:connection )?error|error establishing a database connection"
    r"|(?:site|page|down for|under) (?:is )?(?:currently )?(?:unavailable|maintenance)|maintenance mode"
    r"|(?:(?:this |the |our )?(?:web ?site|site|system|server|service) )?(?:is )?(?:currently )?"
    r"(?:down for|under|undergoing|in) (?:scheduled |planned )?maintenance|(?:scheduled|planned) maintenance"
    r"|(?:quota|bandwidth limit|rate limit) exceeded|(?:429\W*)?too many requests"
    r"|(?:an )?(?:unexpected )?error (?:has )?occurred|application error",
    re.IGNORECASE,
)
BOT = re.compile(
    r"just a moment|attention required|verif(?:y|ying) (?:that )?you are (?:a )?human"
    r"|are you (?:a )?(?:human|robot)"
    r"|checking (?:your browser|if the site connection is secure)"
    r"|(?:security|browser|human) (?:check|verification)"
    r"|pardon our interruption|ddos protection|request unsuccessful|robot or human|captcha"
    r"|complete the security check|unusual traffic|i['’]m not a robot|robot check|you have been blocked"
    r"|(?:mak(?:e|ing) sure|prove|confirm|verify) (?:that )?you(?:['’]re| are) (?:not a (?:ro)?bot|(?:a )?human)",
    re.IGNORECASE,
)
CHALLENGE = re.compile(r"captcha|challenge-platform|cf-challenge|cf-chl|turnstile|incapsula|px-captcha", re.I)
COOKIES = re.compile(
    r"(?:enable|accept|allow|activate|require[sd]?|turn on)\b[^.]{0,40}\bcookies"
    r"|cookies\b[^.]{0,30}\b(?:are|is|be|must be) (?:disabled|required|enabled|accepted)",
    re.IGNORECASE,
)
SCRIPT = re.compile(
    r"(?:enable|activate|turn on|requires?|needs?|without|switch on)\b[^.]{0,40}\bjava ?script"
    r"|java ?script\b[^.]{0,40}\b(?:enabled|disabled|required|activated|switched off|turned off|not available)",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(
    r"coming soon|under construction"
    r"|(?:not yet|not currently|will (?:soon )?be) (?:available|posted|published|uploaded)"
    r"|check back (?:soon|later)|(?:to be|will be) (?:announced|added|posted|uploaded)|intentionally left blank"
    r"|site is being (?:built|updated)|domain (?:is|may be) for sale|(?:buy|parked) (?:this )?domain"
    r"|en construction|im aufbau|demn[äa]chst|en construcci[óo]n|pr[óo]ximamente|bient[ôo]t disponible|正在建设"
    r"|敬请期待|^iis windows|^it works!?$|^welcome to nginx|default web ?site page|apache2? .{0,20}default page",
    re.IGNORECASE,
)
COOKIE_NOTICE = re.compile(
    r"we (?:and our partners )?use cookies|this (?:web ?)?site uses cookies|before you continue", re.I
)
OLD_BROWSER = re.compile(
    r"(?:unsupported|outdated|old|incompatible) (?:web )?browser|(?:upgrade|update) your browser"
    r"|(?:your )?(?:web )?browser (?:is )?(?:not |no longer |un)supported",
    re.IGNORECASE,
)
ERROR = re.compile(
    r"(?:an )?error|(?:oops|sorry|uh[- ]oh)\W*(?:something went wrong)?|something went wrong|fehler|erreur|erro"
    r"|ошибка|错误|エラー",
    re.IGNORECASE,
)
PROGRAM_ERROR = re.compile(
    r"(?:(?:php )?(?:fatal|parse) error|warning|exception)\b.{0,400}(?:on line|:)\s*\d+", re.I
)
OFFERS = re.compile(
    r"\b(?:pdf|download|full[ -]?text|(?:white)?papers?|article|report|slides|presentation|document"
    r"|view|open|read)\b",
    re.IGNORECASE,
)
BEGINS_NOT_FOUND = re.compile(
    r"\W*(?:error\W*)?(?:404|410)(?:\W*$|\s*[:.,!|–—-]|\W+(?:error|not|page|file|gone|that|oops|sorry)\b)",
    re.IGNORECASE,
)
BEGINS_SIGN_IN = re.compile(r"(?:sign|log)[ -]?in\b", re.IGNORECASE)
