"""Where settings are written: INI files, variables in such files, the environment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from intray.config.settings import SECRETS
from intray.errors import ConfigError

_SECTION = re.compile(r"\[\s*([A-Za-z_]+)\s*\]")
_VARIABLE = re.compile(r"(?:export\s+)?([A-Z][A-Z0-9_]*_[A-Z0-9_]+)\s*=(.*)")
_MAX_BYTES = 1_000_000


@dataclass(frozen=True)
class Given:
    """The text of a setting or variable, and where it stands."""

    text: str
    origin: str  # for people: file and line, or the name of the variable
    folder: Path  # relative paths start here

    def told(self, setting: str) -> str:
        """What was written where, without the value of a secret."""
        text = "…" if setting in SECRETS else self.text.replace("\n", " ")
        return f"{self.origin}: {text!r}"


@dataclass
class Problems:
    """Everything that is wrong, so that it can be told at once."""

    messages: list[str] = field(default_factory=list)

    def add(self, message: str) -> None:
        self.messages.append(message)

    def stop_if_any(self) -> None:
        """Raise ConfigError with all of them, one a line."""
        if self.messages:
            raise ConfigError("\n".join(self.messages))


@dataclass
class Written:
    """What one file says."""

    settings: dict[str, Given] = field(default_factory=dict)
    variables: dict[str, Given] = field(default_factory=dict)


def read_file(path: Path, problems: Problems) -> Written:
    """The settings of an owner's file. Raises ConfigError if it cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES)
        return read_text(content.decode("utf-8-sig"), str(path), path.parent.absolute(), problems)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is no text in UTF-8.") from error


def read_text(text: str, name: str, folder: Path, problems: Problems) -> Written:
    """Settings below their [section], and variables like PAPERLESS_URL=… anywhere.

    A value goes on in indented lines; # and ; begin a comment where a line begins.
    """
    written = Written()
    section, key = "", ""
    for line_number, line in enumerate(text.splitlines(), start=1):
        origin = f"{name}:{line_number}"
        bare = line.strip()
        if not bare or line[0] in "#;" or re.match(r"\s+[#;](\s|$)", line):
            continue
        if line[0].isspace() and key:
            earlier = written.settings[key]
            joined = f"{earlier.text}\n{bare}".strip()
            written.settings[key] = Given(joined, earlier.origin, folder)
            continue
        key = ""
        if heading := _SECTION.fullmatch(bare):
            section = heading[1].lower()
        elif variable := _VARIABLE.fullmatch(bare):
            written.variables[variable[1]] = Given(_unquoted(variable[2]), origin, folder)
        elif "=" not in bare or not section:
            problems.add(f"{origin}: {bare!r} is neither a [section] nor key = value in one.")
        else:
            name_part, _, value = bare.partition("=")
            key = f"{section}.{name_part.strip().lower()}"
            if key in written.settings:
                problems.add(f"{origin}: {_shown(key)} stands in {name} twice.")
            written.settings[key] = Given(value.strip(), origin, folder)
    return written


def read_variables(environ: Mapping[str, str], folder: Path) -> dict[str, Given]:
    """The variables of the environment that are meant for us."""
    return {
        name: Given(text, name, folder)
        for name, text in environ.items()
        if name.startswith(("PAPERLESS_", "INTRAY_"))
    }


def read_secret_file(given: Given, problems: Problems) -> Given | None:
    """The content of the file that a …_FILE variable names."""
    path = given.folder / Path(given.text).expanduser()
    try:
        return Given(path.read_text("utf-8").strip(), f"{given.origin} ({path})", given.folder)
    except OSError as error:
        problems.add(f"{given.origin}: {path} cannot be read: {error.strerror}.")
    except UnicodeDecodeError:
        problems.add(f"{given.origin}: {path} is no text in UTF-8.")
    return None


def _unquoted(text: str) -> str:
    bare = text.strip()
    if len(bare) >= 2 and bare[0] == bare[-1] and bare[0] in "'\"":
        return bare[1:-1]
    return re.sub(r"\s+#.*", "", bare)


def _shown(setting: str) -> str:
    section, _, key = setting.partition(".")
    return f"[{section}] {key}"
