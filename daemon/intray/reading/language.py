"""Which of the configured languages a text is written in, by its smallest words."""

import re
from collections import Counter

_ENOUGH = 3  # such words at least
_LOOKED_AT = 20_000  # characters

# Tesseract's code : ISO 639-1
_CODES = (
    "afr:af ara:ar bul:bg cat:ca ces:cs chi_sim:zh chi_tra:zh dan:da deu:de ell:el eng:en "
    "est:et eus:eu fin:fi fra:fr glg:gl heb:he hin:hi hrv:hr hun:hu ind:id isl:is ita:it "
    "jpn:ja kor:ko lat:la lav:lv lit:lt nld:nl nor:no pol:pl por:pt ron:ro rus:ru slk:sk "
    "slv:sl spa:es sqi:sq srp:sr swe:sv tha:th tur:tr ukr:uk vie:vi frk:de deu_latf:de "
    "Latin:la "
)
ISO_CODES = dict(pair.split(":") for pair in _CODES.split())

_SMALL_WORDS = {
    "de": "der die und das den von zu mit für ist auf dem nicht ein eine im sie des bei wir ihre "
    "sind werden oder bitte rechnung datum betrag",
    "en": "the and of to in is for you that with this are on your be or by from as have please "
    "invoice date amount",
    "fr": "le la les des et du est pour vous que dans une sur par votre nous avec au ce sont ou "
    "facture montant",
    "es": "el los las de que y en un una por con para su del se al es como factura fecha importe",
    "it": "il di che la e per un una con del della sono gli dei nel fattura data importo",
    "nl": "de het een van en in op voor met is dat niet zijn u wij uw bij factuur datum bedrag",
    "pt": "o os de que e do da em um uma para com por ao dos fatura valor não",
    "pl": "i w na z do się nie jest o że dla oraz od faktura data kwota",
    "da": "og i at det en af til er for på med den ikke de faktura dato beløb",
    "sv": "och i att det en av till är för på med den inte de faktura datum belopp",
    "nb": "og i at det en av til er for på med den ikke faktura dato beløp",
    "cs": "a v na se je že pro s do z o faktura datum částka",
}
_SETS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")


def iso_codes(tesseract_codes: tuple[str, ...]) -> list[str]:
    codes = [ISO_CODES[code] for code in tesseract_codes if code in ISO_CODES]
    return list(dict.fromkeys(codes))


def language_of(text: str, tesseract_codes: tuple[str, ...]) -> str | None:
    """ISO 639-1; None if the text is too short to tell or in another language."""
    words = Counter(_WORD.findall(text[:_LOOKED_AT].lower()))
    counts = {language: sum(words[word] for word in small) for language, small in _SETS.items()}
    best = max(counts, key=counts.__getitem__)
    configured = iso_codes(tesseract_codes)
    known = [language for language in configured if language in _SETS]
    if counts[best] >= _ENOUGH and best in configured:
        return best
    if not known and len(configured) == 1 and counts[best] < _ENOUGH and text.strip():
        return configured[0]
    return None
