"""Which version of the API a client speaks, from `Accept: application/json; version=9`."""

from dataclasses import dataclass
from functools import lru_cache

from intray.api.errors import NotAcceptableError

VERSIONS = {str(number): number for number in range(1, 11)}


@dataclass(frozen=True)
class _Range:
    kind: str  # of media, `application/json`
    version: str | None

    @property
    def breadth(self) -> int:
        return self.kind.count("*")


# text/html: a browser gets JSON too, never a page at an address of the API.
_JSON = frozenset({"application/json", "application/*", "*/*", "text/html", "text/*"})


@lru_cache(maxsize=256)
def negotiate(accept: str, any_type: bool) -> int | None:
    """The version asked for, None if none was. `any_type`: the answer may not be JSON anyway.

    Raises NotAcceptableError.
    """
    ranges = [found for item in accept.split(",") if (found := _parse(item))]
    if not ranges:
        return None
    usable = sorted(
        (each for each in ranges if any_type or each.kind in _JSON),
        key=lambda each: (each.version is None, each.breadth),
    )
    if not usable:
        raise NotAcceptableError
    version = usable[0].version
    if version is None:
        return None
    if version not in VERSIONS:
        raise NotAcceptableError('Invalid version in "Accept" header.')
    return VERSIONS[version]


def _parse(item: str) -> _Range | None:
    kind, *parameters = (part.strip() for part in item.split(";"))
    if not kind:
        return None
    version = None
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "version":
            version = value.strip().strip('"')
    return _Range(kind.lower(), version)
