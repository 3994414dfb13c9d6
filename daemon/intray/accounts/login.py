"""A name, a password and perhaps a code become a user: the same rules at every door."""

import logging

from intray.accounts import totp
from intray.accounts.service import Accounts
from intray.accounts.totp import SecondFactor
from intray.accounts.users import User
from intray.clock import now_us
from intray.errors import DiskFullError, ReadOnlyError, ValidationError

log = logging.getLogger(__name__)

# Apps compare these words.
WRONG_PAIR = "Unable to log in with provided credentials."
CODE_REQUIRED = "MFA code is required"
WRONG_CODE = "Invalid MFA code"
EVERYWHERE = ""  # in place of an address


async def checked(
    accounts: Accounts, username: str, password: str, code: str | None, client: str
) -> User:
    """The user who may come in. Raises ValidationError and ThrottledError."""
    user = await accounts.verified(username, password, client)
    if user is None or not user.is_active:
        raise _refused(WRONG_PAIR)
    async with accounts.database.read() as db:
        factor = await totp.find(db, user.id)
    if factor is not None:
        await _require_code(accounts, factor, (code or "").strip(), client)
    return user


async def _require_code(accounts: Accounts, factor: SecondFactor, code: str, client: str) -> None:
    if not code:
        raise _refused(CODE_REQUIRED)
    # Counted over all addresses: who tries codes knows the password, and has perhaps many.
    account = f"code of {factor.user_id}"
    accounts.throttle.attempt(account, EVERYWHERE)
    if not await _is_right(accounts, factor, code):
        log.warning("A second factor was wrong, from %s", client)
        raise _refused(WRONG_CODE)
    accounts.throttle.succeeded(account, EVERYWHERE)


async def _is_right(accounts: Accounts, factor: SecondFactor, code: str) -> bool:
    """Each code is taken once, the app's as well as those for recovery."""
    user_id = factor.user_id
    step = totp.matching_step(totp.secret_of(accounts.key, factor), code, now_us())
    if step is not None and step <= max(factor.last_step, accounts.unwritten_steps.get(user_id, 0)):
        return False
    try:
        async with accounts.database.transaction() as tx:
            if step is not None:
                return await totp.use_step(tx, user_id, step)
            return await totp.use_recovery_code(tx, accounts.key, user_id, code)
    except (DiskFullError, ReadOnlyError):
        if step is None:
            return False  # it could be used again
        if step <= accounts.unwritten_steps.get(user_id, 0):
            return False  # somebody was faster with the same code
        accounts.unwritten_steps[user_id] = step
        return True


def _refused(reason: str) -> ValidationError:
    return ValidationError({"non_field_errors": [reason]})
