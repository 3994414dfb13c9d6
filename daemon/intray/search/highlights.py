"""Where the words of a query stand in a document's text, as escaped HTML with `<b>`."""

import html
import re
from collections.abc import Callable, Iterable

from intray.search import words
from intray.search.syntax import Text

MAX_TEXT = 200_000  # characters looked at
MAX_MATCHES = 40
MAX_WORDS = 32
_AROUND = 60  # characters on each side of a match
_LONGEST = 300  # characters of a passage
_MAX_PASSAGES = 3

_ACCENTED = {
    "a": "aàáâãäåāăą", "c": "cçćč", "d": "dďđð", "e": "eèéêëēĕėęě",
    "g": "gğģ", "i": "iìíîïīį\u0131", "l": "lłľ", "n": "nñńň", "o": "oòóôõöøōő",
    "r": "rŕř", "s": "sśşšș", "t": "tťțţ",
    "u": "uùúûüūůű", "y": "yýÿ", "z": "zźżž",
}  # fmt: skip
_DIGRAPHS = {"ae": "ae|ä|æ|a", "oe": "oe|ö|œ|ø|o", "ue": "ue|ü|u", "ss": "ss|ß"}
_UMLAUTS = {"a": "ae|", "o": "oe|", "u": "ue|"}
_BROKEN = r"(?:[-\u2010\u2011\u00ad/_.,]\s{0,8})?"  # in a code, or in a word broken at a line's end
_PIECE = re.compile("ae|oe|ue|ss|.", re.DOTALL)

Highlight = Callable[[str], str]


def highlighter(texts: Iterable[Text], field: str = "content") -> Highlight:
    """A function from that field of a document to passages with the matches; empty without any."""
    chosen = [text for text in texts if field in text.fields]
    exact, loose = _pattern(chosen, ""), _pattern(chosen, _BROKEN)
    if exact is None or loose is None:
        return lambda content: ""

    def highlight(content: str) -> str:
        text = content[:MAX_TEXT]
        spans = _matches(exact, text) or _matches(loose, text)
        return _passages(text, spans)

    return highlight


def _matches(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    found = []
    for match in pattern.finditer(text):
        found.append(match.span())
        if len(found) == MAX_MATCHES:
            break
    return found


def _pattern(texts: list[Text], between: str) -> re.Pattern[str] | None:
    whole, inside = [], []
    for text in texts[:MAX_WORDS]:
        for word in text.words[:MAX_WORDS]:
            if text.kind == "wildcard":  # its longest piece: patterns could be made to take long
                inside.append(_spellings(max(re.split(r"[*?]", word), key=len), between))
                continue
            body = _spellings(word, between)
            if text.kind == "inside" or words.is_cjk(word):
                inside.append(body)
            elif text.kind == "prefix":
                whole.append(body + r"\w{0,64}")
            else:
                whole.append(body)
    alternatives = []
    if whole:
        alternatives.append(rf"(?<![^\W_])(?:{'|'.join(whole)})(?![^\W_])")
    if inside:
        alternatives.append("|".join(inside))
    return re.compile("|".join(alternatives), re.IGNORECASE) if alternatives else None


def _spellings(word: str, between: str) -> str:
    """A pattern of all spellings of a word."""
    pieces = []
    for piece in _PIECE.findall(words.plain(word)):
        if piece in _DIGRAPHS:
            pieces.append(f"(?:{_DIGRAPHS[piece]})")
        elif piece in _ACCENTED:
            pieces.append(f"(?:{_UMLAUTS.get(piece, '')}[{_ACCENTED[piece]}])")
        else:
            pieces.append(re.escape(piece))
    return between.join(pieces)


def _passages(text: str, spans: list[tuple[int, int]]) -> str:
    passages: list[tuple[int, int, list[tuple[int, int]]]] = []
    for start, end in spans:
        first, last, inner = passages[-1] if passages else (0, 0, [])
        if inner and start - _AROUND <= last and end - first < _LONGEST:
            passages[-1] = (first, min(end + _AROUND, len(text)), [*inner, (start, end)])
        else:
            begin = max(start - _AROUND, min(last, start), 0)
            passages.append((begin, min(end + _AROUND, len(text)), [(start, end)]))
    richest = sorted(passages, key=lambda passage: -len(passage[2]))[:_MAX_PASSAGES]
    return " … ".join(_marked(text, *passage) for passage in sorted(richest))


def _marked(text: str, first: int, last: int, spans: list[tuple[int, int]]) -> str:
    while first > 0 and first < spans[0][0] and text[first - 1].isalnum():
        first += 1
    while last < len(text) and last > spans[-1][1] and text[last].isalnum():
        last -= 1
    pieces, at = [], first
    for start, end in spans:
        pieces += [html.escape(text[at:start]), "<b>", html.escape(text[start:end]), "</b>"]
        at = end
    pieces.append(html.escape(text[at:last]))
    return " ".join("".join(pieces).split())
