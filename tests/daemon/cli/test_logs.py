import logging

import pytest

from intray.cli.logs import Line


def line(message, *, level=logging.INFO, for_journal=False, exc_info=None):
    record = logging.LogRecord("intray.ingest.watcher", level, "", 0, message, (), exc_info)
    return Line(for_journal=for_journal).format(record)


def test_a_line_says_when_how_bad_where_and_what():
    assert line("taken").endswith(" INFO    ingest.watcher: taken")
    assert line("taken")[:2] == "20"


def test_the_journal_gets_priorities_and_keeps_the_time_itself():
    assert line("full", level=logging.WARNING, for_journal=True) == (
        "<4>WARNING ingest.watcher: full"
    )


@pytest.mark.parametrize("trick", ["a\nERROR b", "a\r\x1b[2J", "a\u202eb", "a\u2028b"])
def test_a_file_name_can_neither_forge_a_line_nor_steer_the_terminal(trick):
    shown = line(f"taken {trick}")

    assert len(shown.splitlines()) == 1
    assert not set(trick) & set("\n\r\x1b\u202e\u2028") & set(shown)
