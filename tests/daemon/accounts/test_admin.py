"""The superuser that the settings name, and the key of the box."""

import pytest

from intray.accounts import key_file, users
from intray.accounts.service import open_accounts
from intray.config import Admin
from intray.errors import StorageError
from intray.store.database import open_database


@pytest.fixture
async def database(tmp_path):
    async with open_database(tmp_path / "db" / "intray.db") as database:
        yield database


async def start(database, tmp_path, password="owner"):
    admin = Admin("ada", password, "ada@example.org")
    async with open_accounts(database, tmp_path / "key", admin, print) as accounts:
        return accounts


async def test_the_superuser_of_the_settings_is_made_at_the_first_start(database, tmp_path):
    accounts = await start(database, tmp_path)

    user = await accounts.verified("ada", "owner", "192.0.2.1")
    assert user is not None
    assert (user.is_superuser, user.is_staff, user.email) == (True, True, "ada@example.org")
    assert accounts.setup.code is None


async def test_a_later_start_changes_nothing(database, tmp_path):
    await start(database, tmp_path)

    accounts = await start(database, tmp_path, password="another")

    assert await accounts.verified("ada", "another", "192.0.2.1") is None
    assert await accounts.verified("ada", "owner", "192.0.2.1") is not None


async def test_an_ordinary_user_of_that_name_is_not_made_a_superuser(database, tmp_path):
    async with database.transaction() as tx:
        user_id = await users.create(tx, username="ada", password_hash="!")

    await start(database, tmp_path)

    async with database.read() as db:
        assert not (await users.get(db, user_id)).is_superuser


async def test_without_a_password_there_is_a_code_instead(database, tmp_path):
    accounts = await start(database, tmp_path, password=None)

    assert accounts.setup.code is not None


def test_the_key_stays_the_same(tmp_path):
    assert key_file.read_or_make(tmp_path / "key") == key_file.read_or_make(tmp_path / "key")


def test_a_damaged_key_is_named(tmp_path):
    (tmp_path / "key").write_text("not a key")

    with pytest.raises(StorageError, match="damaged"):
        key_file.read_or_make(tmp_path / "key")
