from pathlib import Path

import pytest

from intray.reading import protocol
from intray.reading.types import Finished, ReadingError, TextKnown


def test_a_message_survives_the_way():
    message = {"kind": "text", "text": "Größe\n\x0c"}

    assert protocol.decode(protocol.encode(message)) == message


@pytest.mark.parametrize("line", [b"hello\n", b"[1]\n", b'{"kind": 3}\n', b"\xff\n"])
def test_nonsense_is_refused(line):
    with pytest.raises(ValueError):
        protocol.decode(line)


def test_text_is_bounded_and_free_of_control_characters(tmp_path):
    message = {
        "kind": "text",
        "text": "a\x00b\x1bc\nd" + "x" * protocol.MAX_TEXT,
        "page_count": 1,
        "language": "../",
        "dates": ["2024-03-14", "'; DROP TABLE"],
    }

    step = protocol.step_from(message, tmp_path)

    assert isinstance(step, TextKnown)
    assert step.text.startswith("abc\nd")
    assert len(step.text) <= protocol.MAX_TEXT
    assert (step.language, step.dates) == (None, ("2024-03-14",))


def test_an_announced_file_must_be_a_plain_one_in_the_work_folder(tmp_path):
    (tmp_path / protocol.THUMBNAIL_NAME).symlink_to(Path("/etc/passwd"))

    with pytest.raises(ValueError):
        protocol.step_from({"kind": "thumbnail"}, tmp_path)


def test_an_unknown_notice_is_not_passed_on(tmp_path):
    message = {"kind": "finished", "notice": "<script>", "message": None}

    assert protocol.step_from(message, tmp_path) == Finished(None, None)


def test_a_failure_is_raised(tmp_path):
    with pytest.raises(ReadingError) as failure:
        protocol.step_from({"kind": "failed", "reason": "memory", "message": "much"}, tmp_path)

    assert (failure.value.reason, failure.value.retry) == ("memory", True)
