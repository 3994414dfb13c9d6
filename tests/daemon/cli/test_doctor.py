from pathlib import Path

from intray.cli.doctor import findings
from intray.config import load


def told(tmp_path, **overrides):
    settings = load({"paths.data_dir": str(tmp_path / "data"), **overrides}, {})
    return {finding.text: finding.good for finding in findings(settings)}


def test_a_machine_with_everything_is_well(tmp_path):
    assert False not in told(tmp_path).values()


def test_looking_changes_nothing(tmp_path):
    told(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_missing_program_is_told_with_its_package(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    found = told(tmp_path, **{"ocr.clean": "clean"})

    for line in (
        "tesseract is missing: apt install tesseract-ocr",
        "pdftoppm is missing: apt install poppler-utils",
        "unpaper is missing: apt install unpaper",
    ):
        assert found[line] is False


def test_a_missing_language_is_bad(tmp_path):
    found = told(tmp_path, **{"ocr.languages": "eng+tlh"})

    assert any("tlh is not installed" in text and good is False for text, good in found.items())


def test_a_folder_that_cannot_be_written_is_bad():
    found = told(Path("/proc"))

    assert any(text.startswith("/proc/data") and good is False for text, good in found.items())
