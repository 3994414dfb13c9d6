"""How the text of one setting becomes a value.

A parser raises ValueError whose message says what is allowed.
"""

import ipaddress
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

T = TypeVar("T")
Parser = Callable[[str], T]

AUTO = "auto"
_YES = frozenset({"true", "yes", "on", "1", "t", "y"})
_NO = frozenset({"false", "no", "off", "0", "f", "n"})
_HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")
_COOKIE_PREFIX = re.compile(r"[A-Za-z0-9_-]{0,50}")
_SCRIPT_NAME = re.compile(r"[A-Za-z0-9._~/-]{0,200}")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_LANGUAGE = re.compile(r"[A-Za-z][A-Za-z_]*(/[A-Za-z][A-Za-z_]*)?")


def auto(parse: Parser[T]) -> Parser[T | None]:
    """`auto` becomes None: the program decides."""

    def parse_or_none(text: str) -> T | None:
        if text.lower() == AUTO:
            return None
        try:
            return parse(text)
        except ValueError as error:
            raise ValueError(f"{AUTO}, or {error}") from error

    return parse_or_none


def optional(parse: Parser[T]) -> Parser[T | None]:
    """An empty value becomes None."""

    def parse_or_none(text: str) -> T | None:
        return parse(text) if text else None

    return parse_or_none


def plain(text: str) -> str:
    return text


def some_text(text: str) -> str:
    if not text:
        raise ValueError("any text, but not nothing")
    return text


def boolean(text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise ValueError("true or false")


def choice(*allowed: str) -> Parser[str]:
    def parse(text: str) -> str:
        found = text.lower()
        if found not in allowed:
            raise ValueError(", ".join(allowed))
        return found

    return parse


def integer(low: int, high: int) -> Parser[int]:
    def parse(text: str) -> int:
        try:
            found = int(text)
        except ValueError:
            found = low - 1
        if not low <= found <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return found

    return parse


def number(low: float, high: float) -> Parser[float]:
    def parse(text: str) -> float:
        try:
            found = float(text)
        except ValueError:
            found = low - 1
        if not low <= found <= high:  # also wrong for not-a-number
            raise ValueError(f"a number from {low:g} to {high:g}")
        return found

    return parse


def path(text: str) -> Path:
    if not text:
        raise ValueError("a path")
    return Path(text).expanduser()


def words(text: str) -> tuple[str, ...]:
    """A list separated by commas or white space."""
    return tuple(word for word in re.split(r"[,\s]+", text) if word)


def lines(text: str) -> tuple[str, ...]:
    """A list with one item a line."""
    return tuple(line for line in (part.strip() for part in text.splitlines()) if line)


def patterns(text: str) -> tuple[str, ...]:
    """Regular expressions, one a line."""
    found = lines(text)
    for pattern in found:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(
                f"regular expressions, one a line; {pattern!r} is none: {error}"
            ) from error
    return found


def listen_addresses(text: str) -> str:
    """Addresses joined by commas; empty for every address that the machine has."""
    hosts = [word.strip("[]") for word in words(text)]
    if not hosts or any(host in ("*", "::") for host in hosts):
        return ""
    for host in hosts:
        if not _is_address(host) and not _HOST_NAME.fullmatch(host):
            raise ValueError("* for every address, or IP addresses or names separated by commas")
    return ",".join(hosts)


def host_name(text: str) -> str:
    """A name or an IP address, without a port."""
    host = text.strip("[]")
    if not _is_address(host) and not _HOST_NAME.fullmatch(host):
        raise ValueError("a name such as mail.example.org, or an IP address")
    return host


def optional_email(text: str) -> str:
    """An address, or nothing."""
    if text and not _EMAIL.fullmatch(text):
        raise ValueError("an e-mail address such as intray@example.org")
    return text


def networks(text: str) -> tuple[str, ...]:
    found = words(text)
    for item in found:
        try:
            ipaddress.ip_network(item, strict=False)
        except ValueError as error:
            raise ValueError(
                "IP addresses or networks such as 10.0.0.0/8, separated by commas"
            ) from error
    return found


def url(text: str) -> str:
    """An address that a browser understands, without a path."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise ValueError("an address such as https://paper.example.org, without a path")
    return f"{parts.scheme}://{parts.netloc}"


def origins(text: str) -> tuple[str, ...]:
    """Addresses of web pages without a path, as browsers write them."""
    found = []
    for item in words(text):
        try:
            found.append(url(item).lower())
        except ValueError:
            raise ValueError("origins such as https://tools.example.org, comma-separated") from None
    return tuple(found)


def cookie_prefix(text: str) -> str:
    if not _COOKIE_PREFIX.fullmatch(text):
        raise ValueError("letters, digits, - and _")
    return text


def script_name(text: str) -> str:
    """A path with a slash before it and none after it, or nothing."""
    found = text.strip().strip("/")
    if not _SCRIPT_NAME.fullmatch(found) or "//" in found or ".." in found:
        raise ValueError("a path such as /paperless")
    return f"/{found}" if found else ""


def languages(text: str) -> tuple[str, ...]:
    """Codes of Tesseract, joined by a plus sign."""
    found = tuple(code for code in re.split(r"[+,\s]+", text.replace("-", "_")) if code)
    if not found or not all(_LANGUAGE.fullmatch(code) for code in found):
        raise ValueError("language codes of Tesseract joined by +, such as deu+eng")
    return found


def date_order(text: str) -> str:
    found = text.upper()
    if sorted(found) != ["D", "M", "Y"]:
        raise ValueError("DMY, MDY, YMD or another order of these three letters")
    return found


def time_zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("the name of a time zone, such as Europe/Berlin or UTC") from error


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
