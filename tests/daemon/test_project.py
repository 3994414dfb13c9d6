"""What the files around the program promise."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
LOCKS = sorted(TOP.glob("requirements*.lock"))
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))


def names(requirements):
    return {
        re.split(r"[<>=!~; \[]", line, maxsplit=1)[0].lower().replace("_", "-")
        for line in requirements
        if line and not line.startswith((" ", "#"))
    }


def lines(lock):
    return (TOP / lock).read_text("utf-8").splitlines()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_file_pins_every_package_by_hash_and_names_no_host(lock):
    text = lock.read_text("utf-8")
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if not entry.startswith("#")]

    assert entries
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
    assert not re.search(r"://|\bfile:|@ ", text)


def test_the_lock_files_hold_everything_that_the_project_names():
    groups = PROJECT["dependency-groups"]
    run = names(PROJECT["project"]["dependencies"]) | names(groups["build"])

    assert run <= names(lines("requirements.lock"))
    assert run | names(groups["dev"]) <= names(lines("requirements-dev.lock"))
    assert names(groups["node"]) == names(lines("requirements-node.lock"))


def test_what_both_lock_files_hold_is_the_same():
    run = [line for line in lines("requirements.lock") if "==" in line]

    assert set(run) <= set(lines("requirements-dev.lock"))


def test_every_debian_package_has_a_reason():
    packages = [
        line
        for line in (TOP / "image-build" / "debian-packages.txt").read_text("utf-8").splitlines()
        if line and line[0] not in "#["
    ]

    assert packages
    assert [line for line in packages if not re.fullmatch(r"[a-z0-9.+-]+ +# \w.+", line)] == []


def test_the_readme_names_every_command_of_the_program():
    from intray.cli.arguments import parser

    readme = (TOP / "README.md").read_text("utf-8")
    commands = parser()._subparsers._group_actions[0].choices

    assert [name for name in commands if f"intray {name}" not in readme] == []


def test_no_two_test_files_have_the_same_name():
    """Without packages around them, the second one of a name could not be imported."""
    found = sorted(file.name for file in (TOP / "tests" / "daemon").rglob("test_*.py"))

    assert [name for name, after in pairwise(found) if name == after] == []
