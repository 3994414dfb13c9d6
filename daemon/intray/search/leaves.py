"""A typed word or phrase as nodes of the query tree."""

from intray.search import words
from intray.search.syntax import TEXT_FIELDS, Everything, Node, Or, Text, all_of

_WILD = frozenset("*?")


def has_wildcard(typed: str) -> bool:
    return not _WILD.isdisjoint(typed)


def text_of(typed: str, fields: tuple[str, ...] = TEXT_FIELDS) -> Node | None:
    """A word without quotes; None if it has no letter or digit in it."""
    if has_wildcard(typed):
        return _pattern(typed, fields)
    nodes = [_chunk(chunk, fields) for chunk in words.chunks(typed)]
    return all_of(nodes) if nodes else None


def phrase_of(typed: str, fields: tuple[str, ...] = TEXT_FIELDS) -> Node | None:
    """What stood in quotes."""
    chunks = words.chunks(typed)
    if not chunks:
        return None
    if len(chunks) == 1:
        return _chunk(chunks[0], fields)
    return Text("phrase", tuple(part for chunk in chunks for part in chunk.parts), fields)


def inside_of(typed: str, fields: tuple[str, ...]) -> Node | None:
    """Words of which each may stand inside another word, all of them wanted."""
    nodes = [
        Text("inside", (chunk.whole or "".join(chunk.parts),), fields)
        if not words.is_cjk(chunk.parts[0])
        else _chunk(chunk, fields)
        for chunk in words.chunks(typed)
    ]
    return all_of(list(nodes)) if nodes else None


def _chunk(chunk: words.Chunk, fields: tuple[str, ...]) -> Node:
    if len(chunk.parts) == 1 and chunk.whole is None:
        return _word(chunk.parts[0], fields)
    parts = (
        Text("phrase", chunk.parts, fields)
        if len(chunk.parts) > 1
        else _word(chunk.parts[0], fields)
    )
    if chunk.whole is None:
        return parts
    return Or((Text("word", (chunk.whole,), fields), parts))


def _word(word: str, fields: tuple[str, ...]) -> Text:
    kind = "prefix" if len(word) == 1 and words.is_cjk(word) else "word"
    return Text(kind, (word,), fields)


def _pattern(typed: str, fields: tuple[str, ...]) -> Node | None:
    pattern = "".join(
        letter for letter in words.normalised(typed) if letter.isalnum() or letter in _WILD
    )[: words.MAX_WORD]
    if not pattern.strip("*?"):
        return Everything() if pattern else None
    if pattern.endswith("*") and not has_wildcard(pattern.rstrip("*")):
        return Text("prefix", (pattern.rstrip("*"),), fields)
    return Text("wildcard", (pattern,), fields)
