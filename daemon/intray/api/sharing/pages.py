"""Small pages for people who open a share link that has no file to show: no script, no metadata."""

from base64 import b64encode
from hashlib import sha256
from typing import Literal

from aiohttp import web

Reason = Literal["unknown", "expired", "building", "failed"]

STATUS: dict[Reason, int] = {"unknown": 404, "expired": 410, "building": 202, "failed": 503}
RETRY_S = 5
_TEXTS: dict[str, dict[Reason, tuple[str, str]]] = {
    "en": {
        "unknown": (
            "Nothing is shared here",
            "The link is wrong, or it was withdrawn. Please ask the person who sent it to you.",
        ),
        "expired": (
            "This link has expired",
            "Please ask the person who sent it to you for a new one.",
        ),
        "building": (
            "The files are being packed",
            "This takes a moment. The download begins by itself when they are ready.",
        ),
        "failed": (
            "The files could not be packed",
            "Please tell the person who sent you the link.",
        ),
    },
    "de": {
        "unknown": (
            "Hier ist nichts freigegeben",
            "Der Link stimmt nicht, oder er wurde zurückgezogen. Bitte fragen Sie die Person,"
            " die ihn geschickt hat.",
        ),
        "expired": (
            "Dieser Link ist abgelaufen",
            "Bitte fragen Sie die Person, die ihn geschickt hat, nach einem neuen.",
        ),
        "building": (
            "Die Dateien werden gepackt",
            "Das dauert einen Moment. Der Download beginnt von selbst, sobald sie bereit sind.",
        ),
        "failed": (
            "Die Dateien konnten nicht gepackt werden",
            "Bitte sagen Sie es der Person, die den Link geschickt hat.",
        ),
    },
    "fr": {
        "unknown": (
            "Rien n'est partagé ici",
            "Le lien est erroné ou a été retiré. Adressez-vous à la personne qui vous l'a envoyé.",
        ),
        "expired": (
            "Ce lien a expiré",
            "Demandez-en un nouveau à la personne qui vous l'a envoyé.",
        ),
        "building": (
            "Les fichiers sont en préparation",
            "Cela prend un instant. Le téléchargement commencera de lui-même.",
        ),
        "failed": (
            "Les fichiers n'ont pas pu être préparés",
            "Prévenez la personne qui vous a envoyé le lien.",
        ),
    },
}
_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem}"
    "h1{font-size:1.5rem}"
)
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none';"
    " base-uri 'none'; form-action 'none'"
)
# Nothing of a shared file stays with browsers, proxies, search engines or the site visited next.
DISCREET = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def page(request: web.Request, reason: Reason) -> web.Response:
    language = language_of(request.headers.get("Accept-Language", ""))
    heading, text = _TEXTS[language][reason]
    headers = {
        **DISCREET,
        "Content-Language": language,
        "Content-Security-Policy": POLICY,
        "Vary": "Accept-Language",
    }
    refresh = ""
    if reason == "building":
        headers["Retry-After"] = str(RETRY_S)
        refresh = f'<meta http-equiv="refresh" content="{RETRY_S}">'
    content = (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">{refresh}'
        '<meta name="viewport" content="width=device-width">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{heading}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{heading}</h1><p>{text}</p></body></html>\n"
    )
    return web.Response(
        body=content.encode(),
        status=STATUS[reason],
        content_type="text/html",
        charset="utf-8",
        headers=headers,
    )


def language_of(accepted: str) -> str:
    """Of the languages that the visitor reads the preferred one that we write, else English."""
    wanted = []
    for item in accepted[:1000].split(","):
        name, _, weight = item.partition(";")
        try:
            quality = float(weight.partition("=")[2]) if weight.strip() else 1.0
        except ValueError:
            continue
        wanted.append((-quality, name.strip().lower().partition("-")[0]))
    for _, name in sorted(wanted, key=lambda each: each[0]):
        if name in _TEXTS:
            return name
    return "en"
