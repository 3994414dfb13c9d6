"""Every module that has routes."""

from collections.abc import Iterable

from intray.api import token
from intray.api.routing import Routes


def tables() -> Iterable[Routes]:
    """Add a resource's module here and its routes are served, documented and tested."""
    return (token.routes,)
