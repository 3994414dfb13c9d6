"""Passwords: how they are kept, and what is too weak."""

import asyncio
import time

import pytest

from intray.accounts import passwords
from intray.accounts.passwords import AT_ONCE, QUEUE, UNUSABLE, Passwords
from intray.errors import ThrottledError


async def test_a_password_opens_and_others_do_not():
    hasher = Passwords()
    stored = await hasher.hash("tea and biscuits")

    assert stored.startswith("$argon2id$")
    assert await hasher.verify("tea and biscuits", stored)
    assert not await hasher.verify("Tea and biscuits", stored)


@pytest.mark.parametrize("stored", [None, UNUSABLE, "", "plain text", "$argon2id$v=19$broken"])
async def test_nothing_opens_an_account_without_a_password(stored):
    for password in ("", "!", "plain text"):
        assert not await Passwords().verify(password, stored)


async def test_an_unknown_account_takes_as_long_as_a_known_one():
    hasher = Passwords()
    stored = await hasher.hash("tea and biscuits")
    await hasher.verify("warm up", None)

    async def seconds(password_hash):
        began = time.perf_counter()
        for _ in range(5):
            await hasher.verify("wrong", password_hash)
        return time.perf_counter() - began

    known, unknown = await seconds(stored), await seconds(None)

    assert 0.4 < known / unknown < 2.5


async def test_too_many_at_once_are_turned_away():
    hasher = Passwords()
    stored = await hasher.hash("tea and biscuits")

    found = await asyncio.gather(
        *(hasher.verify("wrong", stored) for _ in range(AT_ONCE + QUEUE + 5)),
        return_exceptions=True,
    )

    assert [type(each) for each in found].count(ThrottledError) == 5
    assert await hasher.verify("tea and biscuits", stored)


@pytest.mark.parametrize(
    ("password", "count"),
    [("tea and biscuits", 0), ("short", 1), ("123", 2), ("password", 1), ("x" * 1025, 1)],
)
def test_weak_passwords_are_named(password, count):
    assert len(passwords.weaknesses(password, "ann")) == count


@pytest.mark.parametrize(
    ("password", "names"),
    [
        ("annabelle", ["username", "email"]),
        ("Annabelle1", ["username", "email"]),
        ("müller-lüdenscheidt", ["last name"]),
        ("annabelle@x.example", ["email"]),
        ("a walk along the river with annabelle", []),
    ],
)
def test_what_is_known_of_a_person_is_no_password(password, names):
    found = passwords.weaknesses(
        password, "annabelle", email="annabelle@x.example", last_name="Müller-Lüdenscheidt"
    )

    assert found == [f"The password is too similar to the {name}." for name in names]
