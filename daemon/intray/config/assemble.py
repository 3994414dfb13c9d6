"""Parsed values become the dataclasses; `auto` is decided here, and what cannot go together."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from intray.config.machine import Machine
from intray.config.sources import Given, Problems
from intray.config.types import (
    Admin,
    Config,
    Consumer,
    Dates,
    Maintenance,
    Ocr,
    Paths,
    Scripts,
    Server,
    Smtp,
    Workers,
)

Values = Mapping[str, Any]  # section.key → value; None for auto


def assemble(
    values: Values, given: Mapping[str, Given], machine: Machine, problems: Problems
) -> Config:
    config = Config(
        paths=_paths(_section(values, "paths"), machine),
        server=Server(**_section(values, "server")),
        admin=Admin(**_section(values, "admin")),
        ocr=Ocr(**_section(values, "ocr")),
        workers=_workers(_section(values, "workers"), machine),
        consumer=_consumer(_section(values, "consumer")),
        dates=_dates(_section(values, "dates"), given["dates.ignore"], problems),
        scripts=Scripts(**_section(values, "scripts")),
        maintenance=Maintenance(**_section(values, "maintenance")),
        smtp=Smtp(**_section(values, "smtp")),
        time_zone=values["general.time_zone"] or machine.zone,
    )
    _check_folders(config.paths, given["paths.consume_dir"], problems)
    return config


def _section(values: Values, section: str) -> dict[str, Any]:
    prefix = f"{section}."
    return {
        name.removeprefix(prefix): value
        for name, value in values.items()
        if name.startswith(prefix)
    }


def _paths(values: dict[str, Any], machine: Machine) -> Paths:
    data_dir = _tidy(values["data_dir"] or machine.state_dir or machine.home / "intray")
    scratch = values["scratch_dir"] or machine.cache_dir or data_dir
    # The scratch folder is emptied at start: it must be nobody else's, whatever was configured.
    own = f"scratch-{hashlib.sha256(bytes(data_dir)).hexdigest()[:8]}"
    return Paths(
        data_dir=data_dir,
        media_dir=_tidy(values["media_dir"] or data_dir),
        consume_dir=_tidy(values["consume_dir"] or data_dir / "consume"),
        scratch_dir=_tidy(scratch / own),
    )


def _tidy(path: Path) -> Path:
    """Without `..`, also where nothing exists yet."""
    return path.expanduser().resolve()


def _check_folders(paths: Paths, consume: Given, problems: Problems) -> None:
    """Refuse a watched folder from which the daemon would eat its own files."""
    watched = paths.consume_dir
    ours = {paths.data_dir, paths.media_dir, paths.scratch_dir}
    inside = [paths.database.parent, paths.index, paths.blobs, paths.meta, paths.staging]
    inside += [paths.derived, paths.bundles, paths.library, paths.removed, paths.scratch_dir]
    if any(folder.is_relative_to(watched) for folder in ours):
        problems.add(
            f"{consume.told('paths.consume_dir')}: the watched folder {watched} must not be the "
            "folder of the data or media, nor above one."
        )
    elif any(watched.is_relative_to(folder) for folder in inside):
        problems.add(
            f"{consume.told('paths.consume_dir')}: the watched folder {watched} lies in one that "
            "Intray keeps its own files in."
        )


def _workers(values: dict[str, Any], machine: Machine) -> Workers:
    workers, threads = values["task_workers"], values["threads_per_worker"]
    if workers is None:
        workers = max(1, machine.page_slots // (threads or 1))
    if threads is None:
        threads = max(1, machine.page_slots // workers)
    return Workers(
        task_workers=workers,
        threads_per_worker=threads,
        timeout_s=values["timeout_s"],
        idle_s=values["idle_s"],
        memory_mb=values["memory_mb"] or machine.worker_memory_mb,
    )


def _consumer(values: dict[str, Any]) -> Consumer:
    recursive = values["recursive"] or values["subdirs_as_tags"]
    patterns = tuple(dict.fromkeys(values["ignore_patterns"]))
    folders = tuple(dict.fromkeys(values["ignore_dirs"]))
    changed = {"recursive": recursive, "ignore_patterns": patterns, "ignore_dirs": folders}
    return Consumer(**{**values, **changed})


def _dates(values: dict[str, Any], ignore: Given, problems: Problems) -> Dates:
    ignored = []
    for text in values["ignore"]:
        day = _day(text, values["order"])
        if day is None:
            problems.add(
                f"{ignore.told('dates.ignore')}: {text!r} is no date. Allowed: dates such as "
                f"1990-12-31, or numbers in the order {values['order']}, separated by commas."
            )
        else:
            ignored.append(day.isoformat())
    return Dates(values["order"], values["filename_order"], tuple(ignored))


def _day(text: str, order: str) -> date | None:
    numbers = re.fullmatch(r"(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})", text)
    if numbers is None:
        return None
    places = "YMD" if len(numbers[1]) == 4 else order
    part = dict(zip(places, (int(number) for number in numbers.groups()), strict=True))
    try:
        return date(part["Y"], part["M"], part["D"])
    except ValueError:
        return None
