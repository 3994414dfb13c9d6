"""Fields of users that several resources read."""

import re
from typing import Any

from intray.accounts.passwords import weaknesses
from intray.api.fields import FieldError, Fields, text

NAME_LENGTH = 150
MASK = "**********"  # in place of every password that is shown
_USERNAME = re.compile(r"[\w.@+-]+")


def add_username(fields: Fields) -> None:
    fields.field("username", _username, required=True)


def add_names(fields: Fields) -> None:
    fields.email("email")
    fields.text("first_name", max_length=NAME_LENGTH, blank=True)
    fields.text("last_name", max_length=NAME_LENGTH, blank=True)


def add_password(fields: Fields, username: str) -> None:
    """The password, unless it is the mask that we showed ourselves."""
    fields.text("password", trim=False, blank=True)
    password = fields.values.pop("password", "")
    if not password.strip("*"):
        return
    known = {name: fields.values.get(name, "") for name in ("email", "first_name", "last_name")}
    weak = weaknesses(password, username, **known)
    if weak:
        fields.errors["password"] = weak
    fields.values["password"] = password


def _username(value: Any) -> str:
    found = text(value, NAME_LENGTH)
    if not _USERNAME.fullmatch(found):
        raise FieldError(
            "Enter a valid username. This value may contain only letters, numbers, and"
            " @/./+/-/_ characters."
        )
    return found
