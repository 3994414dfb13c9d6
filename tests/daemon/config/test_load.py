import re
from dataclasses import fields, is_dataclass
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from intray.config import Config, load
from intray.config.load import default_settings
from intray.config.machine import Machine, this_machine
from intray.config.settings import SETTINGS
from intray.errors import ConfigError

BOX = Machine(cores=4, memory_mb=4096, home=Path("/home/ada"), zone=ZoneInfo("Europe/Berlin"))


def settings(file=None, environ=None, machine=BOX, **overrides):
    """The configuration of a box with four cores and four gigabytes."""
    by_option = {name.replace("__", "."): text for name, text in overrides.items()}
    return load(by_option, environ or {}, file, machine=machine)


@pytest.fixture
def ini(tmp_path):
    def write(text, name="config.ini"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def test_every_line_of_the_default_file_is_a_field_and_every_field_has_a_line():
    config = settings()
    in_dataclasses = {
        f"{section.name}.{field.name}"
        for section in fields(config)
        if is_dataclass(getattr(config, section.name))
        for field in fields(getattr(config, section.name))
    } | {"general.time_zone"}

    assert set(default_settings()) == in_dataclasses == set(SETTINGS)


def test_every_setting_of_the_default_file_is_explained():
    lines = (Path(__file__).parents[3] / "config.default.ini").read_text("utf-8").splitlines()
    unexplained = [
        line
        for before, line in pairwise(lines)
        if re.match(r"[a-z_]+ =", line) and (before.startswith("[") or not before)
    ]

    assert unexplained == []


def test_the_defaults_are_right_for_a_small_box():
    config = settings()

    assert config.paths.data_dir == Path("/home/ada/intray")
    assert config.paths.media_dir == config.paths.data_dir
    assert config.paths.consume_dir == Path("/home/ada/intray/consume")
    assert (config.server.hosts, config.server.port) == (None, 8000)
    assert config.ocr.languages == ("eng",)
    assert config.consumer.stability_delay_s == 5
    assert config.consumer.delete_duplicates
    assert config.time_zone == ZoneInfo("Europe/Berlin")


def test_under_systemd_the_folders_of_the_unit_are_used():
    environ = {"STATE_DIRECTORY": "/var/lib/intray", "CACHE_DIRECTORY": "/var/cache/intray"}

    config = settings(machine=this_machine(environ))

    assert config.paths.data_dir == Path("/var/lib/intray")
    assert config.paths.scratch_dir.parent == Path("/var/cache/intray")


def test_the_later_source_wins(ini):
    file = ini("[server]\nport = 8001\nname = Attic\n[ocr]\nmode = force\n")

    config = settings(file, {"INTRAY_SERVER_PORT": "8002"}, server__port="8003")
    without_option = settings(file, {"INTRAY_SERVER_PORT": "8002"})

    assert config.server.port == 8003
    assert without_option.server.port == 8002
    assert (config.server.name, config.ocr.mode) == ("Attic", "force")


def test_a_bad_value_is_told_with_file_line_and_what_is_allowed(ini):
    file = ini("[ocr]\n\n# how\nmode = fast\n")

    with pytest.raises(ConfigError) as error:
        settings(file)

    assert str(error.value) == (
        f"{file}:4: 'fast' cannot be used as ocr.mode. Allowed: auto, force, redo, off."
    )


def test_a_bad_variable_is_told_by_its_name():
    with pytest.raises(
        ConfigError, match=r"^PAPERLESS_PORT: 'http' .*whole number from 1 to 65535"
    ):
        settings(environ={"PAPERLESS_PORT": "http"})


def test_everything_that_is_wrong_is_told_at_once(ini):
    file = ini("[ocr]\nmode = fast\nclean = yes\n")

    with pytest.raises(ConfigError) as error:
        settings(file, {"INTRAY_SERVER_PORT": "0"})

    assert len(str(error.value).splitlines()) == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[ocr]\nmodes = auto\n", ":2: there is no setting 'modes' in [ocr]."),
        ("port = 80\n", ":1: 'port = 80' is neither a [section] nor key = value in one."),
        ("[server]\nport\n", ":2: 'port' is neither a [section] nor key = value in one."),
        ("[server]\nport=1\nport=2\n", ":3: [server] port stands in"),
    ],
)
def test_a_line_that_means_nothing_stops_the_start(ini, text, message):
    file = ini(text)

    with pytest.raises(ConfigError) as error:
        settings(file)

    assert f"{file}{message}" in str(error.value)


def test_a_password_is_never_repeated_in_a_message(ini):
    file = ini("[admin]\npassword = s3cret\nusername =\n")

    with pytest.raises(ConfigError) as error:
        settings(file)

    assert "s3cret" not in str(error.value)


def test_a_password_can_lie_in_a_file_of_its_own(tmp_path):
    (tmp_path / "password").write_text("s3cret\n")

    config = settings(environ={"PAPERLESS_ADMIN_PASSWORD_FILE": str(tmp_path / "password")})

    assert config.admin.password == "s3cret"


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ConfigError, match="No such file"):
        settings(tmp_path / "nothing.ini")


def test_lists_go_on_in_indented_lines(ini):
    file = ini("[consumer]\nignore_dirs =\n    one two\n    # a remark\n    #recycle\n")

    assert settings(file).consumer.ignore_dirs == ("one two", "#recycle")


def test_relative_paths_start_at_the_folder_of_the_file(ini, tmp_path):
    file = ini("[paths]\nconsume_dir = ../scans\n")

    assert settings(file).paths.consume_dir == tmp_path.parent / "scans"


def test_tags_from_folders_need_no_second_setting():
    assert settings(environ={"INTRAY_CONSUMER_SUBDIRS_AS_TAGS": "true"}).consumer.recursive


@pytest.mark.parametrize("folder", ["/srv", "/srv/paper", "/srv/paper/blobs", "/srv/paper/db/x"])
def test_a_watched_folder_in_which_our_own_files_lie_is_refused(folder):
    with pytest.raises(ConfigError, match="watched folder"):
        settings(paths__data_dir="/srv/paper", paths__consume_dir=folder)


def test_the_scratch_folder_is_one_of_our_own_wherever_it_lies():
    one = settings(paths__data_dir="/srv/a", paths__scratch_dir="/tmp")
    other = settings(paths__data_dir="/srv/b", paths__scratch_dir="/tmp")

    assert one.paths.scratch_dir.parent == Path("/tmp")
    assert one.paths.scratch_dir != other.paths.scratch_dir


@pytest.mark.parametrize(
    ("cores", "memory_mb", "slots"),
    [(1, 1024, 1), (2, 2048, 2), (4, 1024, 1), (4, 2048, 2), (4, 8192, 4), (16, 32768, 16)],
)
def test_as_many_pages_are_read_at_once_as_cores_and_memory_allow(cores, memory_mb, slots):
    machine = Machine(cores, memory_mb, Path("/home/ada"), ZoneInfo("UTC"))

    workers = settings(machine=machine).workers

    assert workers.task_workers * workers.threads_per_worker == slots


def test_what_the_owner_says_about_workers_is_completed():
    assert settings(environ={"PAPERLESS_TASK_WORKERS": "2"}).workers.threads_per_worker == 2
    assert settings(environ={"PAPERLESS_THREADS_PER_WORKER": "4"}).workers.task_workers == 1


def test_dates_to_ignore_are_understood_in_the_order_of_the_owner():
    config = settings(environ={"PAPERLESS_IGNORE_DATES": "1990-12-31, 02.03.1985"})
    american = settings(dates__order="MDY", dates__ignore="02/03/1985")

    assert config.dates.ignore == ("1990-12-31", "1985-03-02")
    assert american.dates.ignore == ("1985-02-03",)


def test_a_configuration_cannot_be_changed_by_accident():
    config: Config = settings()

    with pytest.raises(AttributeError):
        config.server.port = 1  # type: ignore[misc]
