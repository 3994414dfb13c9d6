import json
import logging
import re

import pytest

from intray.config import load
from intray.errors import ConfigError


def understood(**variables):
    return load({}, {f"PAPERLESS_{name}": text for name, text in variables.items()})


def test_the_settings_of_a_compose_file_are_understood():
    config = understood(
        CONSUMPTION_DIR="/scans",
        DATA_DIR="/paper/data",
        MEDIA_ROOT="/paper/media",
        BIND_ADDR="127.0.0.1,[::1]",
        PORT="8010",
        URL="https://paper.example.org",
        ADMIN_USER="ada",
        ADMIN_PASSWORD="s3cret",
        TIME_ZONE="Europe/Berlin",
        OCR_LANGUAGE="deu+eng",
        OCR_PAGES="3",
        OCR_CLEAN="clean-final",
        OCR_DESKEW="true",
        OCR_ROTATE_PAGES="false",
        OCR_ROTATE_PAGES_THRESHOLD="7.5",
        OCR_OUTPUT_TYPE="pdfa-2",
        OCR_IMAGE_DPI="300",
        OCR_MAX_IMAGE_PIXELS="256000000",
        WORKER_TIMEOUT="3600",
        CONSUMER_RECURSIVE="yes",
        CONSUMER_POLLING_INTERVAL="10",
        CONSUMER_STABILITY_DELAY="2.5",
        CONSUMER_DELETE_DUPLICATES="0",
        DATE_ORDER="MDY",
        FILENAME_DATE_ORDER="YMD",
        PRE_CONSUME_SCRIPT="/bin/before",
        POST_CONSUME_SCRIPT="/bin/after",
    )

    assert str(config.paths.consume_dir) == "/scans"
    assert str(config.paths.database) == "/paper/data/db/intray.db"
    assert str(config.paths.blobs) == "/paper/media/blobs"
    assert config.server.hosts == ["127.0.0.1", "::1"]
    assert (config.server.port, config.server.url) == (8010, "https://paper.example.org")
    assert (config.admin.username, config.admin.password) == ("ada", "s3cret")
    assert config.time_zone.key == "Europe/Berlin"
    assert config.ocr.languages == ("deu", "eng")
    assert (config.ocr.pages, config.ocr.clean, config.ocr.deskew) == (3, "clean-final", True)
    assert (config.ocr.rotate_pages, config.ocr.rotate_pages_threshold) == (False, 7.5)
    assert (config.ocr.output_type, config.ocr.image_dpi) == ("pdfa-2", 300)
    assert config.ocr.max_image_pixels == 256_000_000
    assert config.workers.timeout_s == 3600
    assert config.consumer.recursive
    assert config.consumer.polling_interval_s == 10
    assert config.consumer.stability_delay_s == 2.5
    assert not config.consumer.delete_duplicates
    assert (config.dates.order, config.dates.filename_order) == ("MDY", "YMD")
    assert str(config.scripts.pre_consume) == "/bin/before"
    assert str(config.scripts.post_consume) == "/bin/after"


@pytest.mark.parametrize(
    ("variables", "mode", "archive"),
    [
        ({"OCR_MODE": "auto"}, "auto", "auto"),
        ({"OCR_MODE": "off"}, "off", "auto"),
        ({"OCR_MODE": "redo"}, "redo", "auto"),
        ({"OCR_MODE": "skip"}, "auto", "always"),
        ({"OCR_MODE": "skip_noarchive"}, "auto", "auto"),
        ({"OCR_MODE": "skip", "OCR_SKIP_ARCHIVE_FILE": "with_text"}, "auto", "auto"),
        ({"OCR_MODE": "skip", "OCR_SKIP_ARCHIVE_FILE": "always"}, "auto", "never"),
        ({"OCR_MODE": "skip", "ARCHIVE_FILE_GENERATION": "never"}, "auto", "never"),
    ],
)
def test_modes_of_the_second_version_mean_what_they_meant(variables, mode, archive):
    ocr = understood(**variables).ocr

    assert (ocr.mode, ocr.archive) == (mode, archive)


@pytest.mark.parametrize(
    ("pattern", "ignored", "read"),
    [
        ("._*", "._scan.pdf", "scan.pdf"),
        ("*.bak", "scan.bak", "scan.bak.pdf"),
        ("Thumbs.db", "Thumbs.db", "my Thumbs.db.pdf"),
        ("^temp_", "temp_1.pdf", "1_temp_.pdf"),
        (r"\.bak$", "scan.bak", "scan.bak.pdf"),
        ("draft.*", "draft.pdf", "final.pdf"),
    ],
)
def test_files_are_ignored_by_globs_and_by_regular_expressions(pattern, ignored, read):
    patterns = understood(CONSUMER_IGNORE_PATTERNS=json.dumps([pattern])).consumer.ignore_patterns

    assert any(re.search(one, ignored) for one in patterns)
    assert not any(re.search(one, read) for one in patterns)


def test_ignored_files_and_folders_are_added_to_ours():
    consumer = understood(
        CONSUMER_IGNORE_PATTERNS='[".DS_Store", "@archive/*"]', CONSUMER_IGNORE_DIRS='["incoming"]'
    ).consumer

    assert any(re.search(one, ".hidden") for one in consumer.ignore_patterns)
    assert {"@eaDir", "@archive", "incoming"} <= set(consumer.ignore_dirs)


def test_a_list_that_is_no_json_is_told_with_an_example():
    with pytest.raises(ConfigError, match=r"PAPERLESS_CONSUMER_IGNORE_DIRS.*JSON list"):
        understood(CONSUMER_IGNORE_DIRS="incoming")


def test_the_old_name_of_polling_is_understood_and_the_new_one_wins():
    assert understood(CONSUMER_POLLING="5").consumer.polling_interval_s == 5
    both = understood(CONSUMER_POLLING="5", CONSUMER_POLLING_INTERVAL="7")
    assert both.consumer.polling_interval_s == 7


@pytest.mark.parametrize("address", ["::", "[::]", "*"])
def test_every_address_is_listened_on_when_asked_for(address):
    assert understood(BIND_ADDR=address).server.hosts is None


def test_an_empty_variable_is_not_set():
    assert understood(OCR_PAGES="", URL="", TIME_ZONE=" ").ocr.pages == 0


def test_no_pixel_limit_means_a_high_one():
    assert understood(OCR_MAX_IMAGE_PIXELS="0").ocr.max_image_pixels == 1_000_000_000


def test_the_port_that_kubernetes_sets_for_a_service_is_not_ours():
    assert understood(PORT="tcp://10.0.0.7:8000").server.port == 8000


def test_a_configuration_file_of_paperless_works_as_it_is(tmp_path):
    file = tmp_path / "paperless.conf"
    file.write_text(
        "# Paths\nPAPERLESS_CONSUMPTION_DIR=../consume\n#PAPERLESS_PORT=1\n"
        "PAPERLESS_OCR_LANGUAGE='deu+eng'\nexport PAPERLESS_DATE_ORDER=YMD # as in Sweden\n"
    )

    config = load({}, {}, file)

    assert config.paths.consume_dir == tmp_path.parent / "consume"
    assert config.ocr.languages == ("deu", "eng")
    assert config.dates.order == "YMD"


def test_a_bad_line_of_such_a_file_is_told_with_its_number(tmp_path):
    file = tmp_path / "paperless.conf"
    file.write_text("\nPAPERLESS_OCR_MODE=fast\n")

    with pytest.raises(ConfigError, match=rf"{file}:2: 'fast' cannot be used"):
        load({}, {}, file)


def test_our_own_names_win():
    config = load({}, {"PAPERLESS_PORT": "1000", "INTRAY_SERVER_PORT": "2000"})

    assert config.server.port == 2000


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("REDIS", "does not need it"),
        ("DBHOST", "does not need it"),
        ("CONSUMER_ENABLE_BARCODES", "cannot do this yet"),
        ("OCR_LANGUAGES", "tesseract-ocr-"),
        ("CONSUMER_INOTIFY_DELAY", "PAPERLESS_CONSUMER_STABILITY_DELAY"),
        ("OCR_LANGAUGE", "is PAPERLESS_OCR_LANGUAGE meant?"),
        ("SOMETHING_ELSE", "is unknown"),
    ],
)
def test_a_variable_that_changes_nothing_is_named_in_one_line(caplog, name, reason):
    with caplog.at_level(logging.WARNING):
        understood(**{name: "secret value"})

    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith(f"PAPERLESS_{name} ")
    assert reason in line
    assert "secret value" not in line


@pytest.mark.parametrize(
    ("variables", "port", "security"),
    [
        ({}, 25, "none"),
        ({"PAPERLESS_EMAIL_PORT": "2525"}, 2525, "none"),
        ({"PAPERLESS_EMAIL_USE_TLS": "true", "PAPERLESS_EMAIL_PORT": "587"}, 587, "starttls"),
        ({"PAPERLESS_EMAIL_USE_SSL": "yes", "PAPERLESS_EMAIL_USE_TLS": "no"}, 25, "tls"),
    ],
)
def test_a_mail_server_is_spoken_to_as_before(variables, port, security):
    smtp = load({}, {"PAPERLESS_EMAIL_HOST": "mail.example.org", **variables}).smtp

    assert (smtp.host, smtp.port, smtp.security) == ("mail.example.org", port, security)


@pytest.mark.parametrize(
    ("sender", "user", "address"),
    [
        ("box@example.org", "", "box@example.org"),
        ("The box <box@example.org>", "", "box@example.org"),
        ("", "box@example.org", "box@example.org"),
        ("", "box", ""),
    ],
)
def test_e_mail_comes_from_the_sender_or_the_user(tmp_path, sender, user, address):
    (tmp_path / "secret").write_text("pass word\n")
    smtp = load(
        {},
        {
            "PAPERLESS_EMAIL_HOST": "mail.example.org",
            "PAPERLESS_EMAIL_FROM": sender,
            "PAPERLESS_EMAIL_HOST_USER": user,
            "PAPERLESS_EMAIL_HOST_PASSWORD_FILE": str(tmp_path / "secret"),
        },
    ).smtp

    assert (smtp.address, smtp.ready, smtp.password) == (address, bool(address), "pass word")
    assert "pass word" not in repr(smtp)


def test_without_a_mail_server_there_is_none():
    assert not load({}, {}).smtp.ready


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PAPERLESS_EMAIL_HOST", "mail.example.org:25"),
        ("PAPERLESS_EMAIL_PORT", "smtp"),
        ("PAPERLESS_EMAIL_FROM", "box@example.org\r\nBcc: eve@example.org"),
        ("PAPERLESS_EMAIL_USE_TLS", "perhaps"),
        ("INTRAY_SMTP_SECURITY", "ssl3"),
    ],
)
def test_a_mail_server_that_cannot_be_is_told(variable, value):
    with pytest.raises(ConfigError, match=variable):
        load({}, {variable: value})
