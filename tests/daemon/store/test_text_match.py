"""Texts that are looked for in SQL, however long they are."""

import sqlite3

import pytest

from intray.store import text_match


@pytest.mark.parametrize("match", text_match.MATCHES)
@pytest.mark.parametrize("letter", ["a", "%", "é", "ж"])
def test_pages_of_text_are_found_nowhere(match, letter):
    """SQLite takes half a minute for a document, or refuses them with an incident for the log."""
    wanted = text_match.text("?1", match, letter * 501)
    connection = sqlite3.connect(":memory:")

    found = connection.execute(f"SELECT {wanted.condition}", wanted.parameters).fetchone()

    assert found == (0,)


@pytest.mark.parametrize("match", text_match.MATCHES)
@pytest.mark.parametrize("letter", ["a", "%", "é"])
def test_a_long_sentence_is_found(match, letter):
    wanted = text_match.text("(SELECT text FROM papers)", match, letter.upper() * 500)
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE papers (text TEXT)")
    connection.execute("INSERT INTO papers VALUES (?)", (letter * 500,))

    found = connection.execute(f"SELECT {wanted.condition}", wanted.parameters).fetchone()

    assert found == (1,)
