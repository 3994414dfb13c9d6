"""Defaults, the owner's file, the environment and the command line become one Config."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import intray
from intray.config import paperless, sources, unused
from intray.config.assemble import assemble
from intray.config.machine import Machine, this_machine
from intray.config.settings import SETTINGS
from intray.config.sources import Given, Problems
from intray.config.types import Config

log = logging.getLogger(__name__)

OWNERS_FILE = Path("/etc/intray/config.ini")
_FILE_VARIABLES = ("INTRAY_CONFIG", "PAPERLESS_CONFIGURATION_PATH")


def load(
    overrides: Mapping[str, str],
    environ: Mapping[str, str],
    config_file: Path | None = None,
    *,
    machine: Machine | None = None,
) -> Config:
    """Read all sources; the later one wins.

    `overrides` come from the command line: `section.key` → text. Without `config_file` the
    variable INTRAY_CONFIG or /etc/intray/config.ini is looked at. Variables that mean nothing are
    logged. Raises ConfigError, one line for each thing that is wrong.
    """
    problems = Problems()
    here = Path.cwd()
    given = default_settings()
    path = _owners_file(config_file, environ)
    if path is not None:
        written = sources.read_file(path, problems)
        _apply_variables(given, written.variables, problems)
        given |= _known(written.settings, problems)
    _apply_variables(given, sources.read_variables(environ, here), problems)
    for option, text in overrides.items():
        given[option] = Given(text, f"--{option.partition('.')[2].replace('_', '-')}", here)
    values = {name: _value(name, given[name], problems) for name in SETTINGS}
    problems.stop_if_any()
    config = assemble(values, given, machine or this_machine(environ), problems)
    problems.stop_if_any()
    return config


def default_settings() -> dict[str, Given]:
    """What config.default.ini says."""
    problems = Problems()
    path = _default_file()
    written = sources.read_text(path.read_text("utf-8"), path.name, path.parent, problems)
    problems.stop_if_any()
    return written.settings


def _default_file() -> Path:
    package = Path(intray.__file__).parent
    installed = package / "config.default.ini"
    return installed if installed.exists() else package.parents[1] / "config.default.ini"


def _owners_file(config_file: Path | None, environ: Mapping[str, str]) -> Path | None:
    if config_file is not None:
        return config_file
    for variable in _FILE_VARIABLES:
        if environ.get(variable):
            return Path(environ[variable])
    return OWNERS_FILE if OWNERS_FILE.exists() else None


def _known(settings: Mapping[str, Given], problems: Problems) -> dict[str, Given]:
    for name, given in settings.items():
        if name not in SETTINGS:
            section, _, key = name.partition(".")
            problems.add(f"{given.origin}: there is no setting {key!r} in [{section}].")
    return {name: given for name, given in settings.items() if name in SETTINGS}


def _apply_variables(
    given: dict[str, Given], variables: Mapping[str, Given], problems: Problems
) -> None:
    """Set what the variables say; our own names win over those of paperless-ngx."""
    left = dict(variables)
    for name, convert in paperless.CONVERTED.items():
        variable = _take(left, name, problems)
        if variable is None or not variable.text.strip() or _is_of_kubernetes(name, variable):
            continue
        try:
            settings = convert(variable.text)
        except ValueError as error:
            problems.add(f"{variable.told(name)} cannot be used. Allowed: {error}.")
            continue
        for setting, text in settings.items():
            before = f"{given[setting].text}\n" if setting in paperless.APPENDED else ""
            given[setting] = Given(before + text, variable.origin, variable.folder)
    for setting in SETTINGS:
        variable = _take(left, "INTRAY_" + setting.replace(".", "_").upper(), problems)
        if variable is not None:
            given[setting] = variable
    for name in sorted(left):
        _warn_unused(name)


def _take(found: dict[str, Given], name: str, problems: Problems) -> Given | None:
    """Remove the variable, or the one that names a file with its value, and give it."""
    in_file = found.pop(f"{name}_FILE", None)
    given = found.pop(name, None)
    if given is None and in_file is not None:
        return sources.read_secret_file(in_file, problems)
    return given


def _is_of_kubernetes(name: str, given: Given) -> bool:
    """Kubernetes sets PAPERLESS_PORT=tcp://… for a service that is called paperless."""
    return name == "PAPERLESS_PORT" and given.text.startswith("tcp://")


def _warn_unused(name: str) -> None:
    if name.startswith("PAPERLESS_") and name not in _FILE_VARIABLES:
        log.warning("%s", unused.why_unused(name, paperless.CONVERTED))
    elif name.startswith("INTRAY_") and name not in _FILE_VARIABLES:
        log.warning("%s is unknown.", name)


def _value(name: str, given: Given, problems: Problems) -> Any:
    try:
        value = SETTINGS[name](given.text)
    except ValueError as error:
        problems.add(f"{given.told(name)} cannot be used as {name}. Allowed: {error}.")
        return None
    return given.folder / value if isinstance(value, Path) else value
