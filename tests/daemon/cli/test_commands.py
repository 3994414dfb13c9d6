import os
import sqlite3
import subprocess
import sys

import pytest

from intray.accounts import passwords
from intray.cli import BAD_CONFIGURATION, languages
from intray.config import load
from intray.errors import ConfigError


@pytest.fixture
def intray(tmp_path):
    """Run the program as a person does, with a home and an environment of its own."""

    def run(*arguments, typed="", **environ):
        return subprocess.run(
            [sys.executable, "-m", "intray", *arguments],
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), **environ},
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


def users(tmp_path):
    with sqlite3.connect(tmp_path / "intray" / "db" / "intray.db") as db:
        return db.execute(
            "SELECT username, email, is_superuser, is_staff, password_hash FROM users"
        ).fetchall()


@pytest.mark.parametrize("option", ["--config", "--data-dir", "--consume-dir", "--host", "--port"])
def test_the_help_of_serve_names_every_option(intray, option):
    assert option in intray("serve", "--help").stdout


def test_the_help_names_the_commands_and_the_sources_of_settings(intray):
    text = intray("--help").stdout

    for word in ("serve", "createsuperuser", "setup-code", "/etc/intray/config.ini", "PAPERLESS_"):
        assert word in text
    assert "worker" not in text


def test_the_version_is_told(intray):
    assert intray("--version").stdout == "intray 0.1.0\n"


def test_an_unknown_command_is_refused(intray):
    assert intray("feed").returncode == 2


def test_a_bad_setting_stops_the_start_before_anything_is_made(intray, tmp_path):
    done = intray("serve", PAPERLESS_OCR_MODE="fast")

    assert done.returncode == BAD_CONFIGURATION
    assert done.stderr == (
        "intray: PAPERLESS_OCR_MODE: 'fast' cannot be used as ocr.mode. "
        "Allowed: auto, force, redo, off.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_language_that_is_not_installed_stops_the_start(intray):
    done = intray("serve", PAPERLESS_OCR_LANGUAGE="eng+tlh")

    assert done.returncode == BAD_CONFIGURATION
    assert "apt install tesseract-ocr-tlh" in done.stderr


def test_languages_are_looked_for_in_the_folder_of_tesseract(tmp_path, monkeypatch):
    (tmp_path / "script").mkdir()
    for name in ("nob.traineddata", "script/Latin.traineddata"):
        (tmp_path / name).touch()
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))

    assert languages.installed() == {"nob", "script/Latin"}
    languages.check(load({"ocr.languages": "nob+script/Latin"}, {}).ocr)
    languages.check(load({"ocr.languages": "tlh", "ocr.mode": "off"}, {}).ocr)
    with pytest.raises(ConfigError, match="Installed are nob, script/Latin"):
        languages.check(load({"ocr.languages": "nob+tlh"}, {}).ocr)


def test_a_superuser_is_made_without_questions(intray, tmp_path):
    done = intray(
        *("createsuperuser", "--noinput", "--username", "ada", "--email", "ada@example.org"),
        PAPERLESS_ADMIN_PASSWORD="correct horse",
    )

    assert done.stdout == "Superuser 'ada' created.\n"
    ((username, email, superuser, staff, password_hash),) = users(tmp_path)
    assert (username, email, superuser, staff) == ("ada", "ada@example.org", 1, 1)
    assert password_hash.startswith("$argon2id$")
    assert "correct horse" not in done.stderr


def test_the_same_superuser_is_not_made_twice(intray, tmp_path):
    arguments = ("createsuperuser", "--noinput", "--username", "ada")
    intray(*arguments, PAPERLESS_ADMIN_PASSWORD="correct horse")

    again = intray(*arguments, PAPERLESS_ADMIN_PASSWORD="another horse")

    assert again.returncode != 0
    assert again.stderr == "intray: A user with that username already exists.\n"
    assert len(users(tmp_path)) == 1


def test_without_questions_and_password_nobody_is_made(intray):
    done = intray("createsuperuser", "--noinput", "--username", "ada")

    assert done.returncode == BAD_CONFIGURATION
    assert "PAPERLESS_ADMIN_PASSWORD" in done.stderr


def test_a_superuser_is_made_while_the_database_is_open(intray, tmp_path):
    arguments = ("createsuperuser", "--noinput")
    intray(*arguments, "--username", "ada", PAPERLESS_ADMIN_PASSWORD="correct horse")
    daemon = sqlite3.connect(tmp_path / "intray" / "db" / "intray.db", isolation_level=None)
    daemon.execute("SELECT count(*) FROM users").fetchone()

    done = intray(*arguments, "--username", "eve", PAPERLESS_ADMIN_PASSWORD="correct horse")

    assert done.returncode == 0, done.stderr
    assert daemon.execute("SELECT count(*) FROM users").fetchone() == (2,)
    daemon.close()


def test_a_person_is_asked_for_a_password_worth_its_name(monkeypatch, capsys):
    from intray.cli import superuser

    typed = iter(["12345678", "correct horse", "wrong horse", "correct horse", "correct horse"])

    assert superuser._asked_password("ada", lambda _: next(typed)) == "correct horse"
    told = capsys.readouterr().err
    assert passwords.weaknesses("12345678")[0] in told
    assert "not the same" in told


def test_the_setup_code_is_shown_to_whoever_may_read_it(intray, tmp_path):
    (tmp_path / "intray").mkdir()
    (tmp_path / "intray" / "setup-code").write_text("ABCD-EFGH\n")

    assert intray("setup-code").stdout == "ABCD-EFGH\n"


def test_who_lost_the_phone_logs_in_by_the_password_again(intray, tmp_path):
    intray(
        "createsuperuser", "--noinput", "--username", "ada", PAPERLESS_ADMIN_PASSWORD="horse a b"
    )
    file = tmp_path / "intray" / "db" / "intray.db"
    with sqlite3.connect(file) as db:
        db.execute(
            "INSERT INTO second_factors (user_id, salt, last_step, since) VALUES (1, '', 0, 0)"
        )
    db.close()

    assert intray("remove-second-factor", "ada").returncode == 0

    with sqlite3.connect(file) as db:
        assert db.execute("SELECT count(*) FROM second_factors").fetchone() == (0,)
    again = intray("remove-second-factor", "ada")
    assert (again.returncode, "no user 'ada' with a second factor" in again.stderr) == (1, True)
    nobody = intray("remove-second-factor", "ada", "--data-dir", str(tmp_path / "empty"))
    assert (nobody.returncode, (tmp_path / "empty").exists()) == (1, False)


def test_without_a_setup_code_the_reason_is_told(intray, tmp_path):
    done = intray("setup-code", "--data-dir", str(tmp_path))

    assert done.returncode == 1
    assert "there is a user already" in done.stderr


def test_a_worker_starts_without_the_command_line_and_the_web():
    program = "import intray.__main__, intray.reading.worker, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    loaded = set(done.stdout.split())
    assert not loaded & {"argparse", "aiohttp", "aiosqlite", "intray.cli", "zeroconf"}
