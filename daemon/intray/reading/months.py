"""Names of months, as they stand in letters."""

import unicodedata
from datetime import date
from functools import cache

# Folded to plain letters; January first, ways to write it parted by bars.
_NAMES = {
    "en": "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug "
    "september|sept|sep october|oct november|nov december|dec",
    "de": "januar|jan|janner|jaenner februar|feb|feber marz|mrz|maerz april|apr mai juni|jun|juno "
    "juli|jul|julei august|aug september|sept|sep oktober|okt november|nov dezember|dez",
    "fr": "janvier|janv|jan fevrier|fevr|fev mars avril|avr mai juin juillet|juil aout "
    "septembre|sept octobre|oct novembre|nov decembre|dec",
    "es": "enero|ene febrero|feb marzo|mar abril|abr mayo|may junio|jun julio|jul agosto|ago "
    "septiembre|setiembre|sep octubre|oct noviembre|nov diciembre|dic",
    "it": "gennaio|gen febbraio|feb marzo|mar aprile|apr maggio|mag giugno|giu luglio|lug "
    "agosto|ago settembre|set ottobre|ott novembre|nov dicembre|dic",
    "nl": "januari|jan februari|feb maart|mrt april|apr mei juni|jun juli|jul augustus|aug "
    "september|sept|sep oktober|okt november|nov december|dec",
    "pt": "janeiro|jan fevereiro|fev marco|mar abril|abr maio|mai junho|jun julho|jul agosto|ago "
    "setembro|set outubro|out novembro|nov dezembro|dez",
}
_MONTHS = {
    name: number
    for names in _NAMES.values()
    for number, group in enumerate(names.split(), 1)
    for name in group.split("|")
}


def month_number(word: str, languages: tuple[str, ...]) -> int | None:
    """1 to 12; `languages` are further ISO codes in which the word may be a month."""
    folded = unicodedata.normalize("NFKD", word.lower().rstrip("."))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    number = _MONTHS.get(plain)
    others = tuple(language for language in languages if language not in _NAMES)
    if number is None and others:
        return _foreign_month(word.lower(), others)
    return number


@cache
def _foreign_month(word: str, languages: tuple[str, ...]) -> int | None:
    import dateparser

    try:
        found = dateparser.parse(
            f"1 {word} 2001",
            languages=list(languages),
            settings={"STRICT_PARSING": True, "DATE_ORDER": "DMY"},
        )
    except ValueError:  # a language that it does not know
        return None
    return found.month if found is not None and found.date() >= date(2001, 1, 1) else None
