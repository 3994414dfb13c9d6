"""Case-insensitive comparison of text in SQL, for letters of all alphabets."""

from intray.permissions import Sql

MATCHES = ("istartswith", "iendswith", "icontains", "iexact")
MOST_LETTERS = 500  # SQLite compares each with each of a text; 50,000 it refuses
NOTHING = Sql("0")


def text(expression: str, match: str, wanted: str) -> Sql:
    """A condition on an SQL expression; `match` is one of MATCHES.

    Nobody looks for pages of text: so much is found nowhere.
    """
    if len(wanted) > MOST_LETTERS:
        return NOTHING
    before = match in ("iendswith", "icontains")
    after = match in ("istartswith", "icontains")
    if wanted.isascii():
        for special in ("\\", "%", "_"):
            wanted = wanted.replace(special, f"\\{special}")
        pattern = "%" * before + wanted + "%" * after
        return Sql(f"{expression} LIKE ? ESCAPE '\\'", (pattern,))
    # LIKE folds the case of ASCII letters only; GLOB takes a class of both cases of any letter.
    pattern = "*" * before + "".join(map(_both_cases, wanted)) + "*" * after
    return Sql(f"{expression} GLOB ?", (pattern,))


def _both_cases(letter: str) -> str:
    cases = {letter, letter.lower(), letter.upper()}
    single = sorted(case for case in cases if len(case) == 1)
    return f"[{''.join(single)}]" if len(single) > 1 or letter in "*?[" else letter
