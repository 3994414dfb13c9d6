"""Codes of authenticator apps (RFC 6238), and recovery codes for the day the phone is gone.

Half of an app's secret is random and kept as salt; the other half is an HMAC of it with the key
of this box. A stolen database makes no codes, and a secret that we did not hand out is refused.
"""

import hmac
import re
import secrets
from base64 import b32decode, b32encode
from binascii import Error as NoBase32
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

import aiosqlite

from intray.clock import now_us

ISSUER = "Intray"
STEP_S = 30
SKEW_STEPS = 1  # clocks of phones are a little off
SALT_BYTES, PROOF_BYTES = 8, 12  # 160 bits together, as RFC 4226 wants
RECOVERY_CODES = 10
RECOVERY_DIGITS = 12  # digits only: some apps show a number pad


@dataclass(frozen=True)
class SecondFactor:
    user_id: int
    salt: str
    last_step: int


def new_secret(key: bytes, user_id: int) -> str:
    """32 letters and digits of base32."""
    return _secret(key, user_id, secrets.token_bytes(SALT_BYTES))


def secret_of(key: bytes, factor: SecondFactor) -> str:
    return _secret(key, factor.user_id, bytes.fromhex(factor.salt))


def salt_of(key: bytes, user_id: int, secret: str) -> str | None:
    """None: this secret was not made here for this user."""
    try:
        salt = b32decode(secret.strip().upper())[:SALT_BYTES]
    except (NoBase32, ValueError):
        return None
    wanted = _secret(key, user_id, salt)
    if not hmac.compare_digest(wanted.encode(), secret.strip().upper().encode()):
        return None
    return salt.hex()


def address(secret: str, username: str) -> str:
    """The otpauth:// address that an app reads from a QR code."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def qr_svg(text: str) -> str:
    """An image for the page, as SVG text. Takes some milliseconds of CPU."""
    import io

    import segno  # half a megabyte, for a page that is opened once in a life

    image = io.BytesIO()
    segno.make(text, micro=False).save(image, kind="svg", scale=4, xmldecl=False)
    return image.getvalue().decode()


def matching_step(secret: str, code: str, at_us: int) -> int | None:
    """Which half minute's code this is, among the current one and its neighbours."""
    import pyotp

    typed = re.sub(r"\s", "", code)
    if not re.fullmatch(r"[0-9]{6}", typed):
        return None
    now = at_us // (STEP_S * 1_000_000)
    app = pyotp.TOTP(secret, interval=STEP_S)
    for step in range(now - SKEW_STEPS, now + SKEW_STEPS + 1):
        if hmac.compare_digest(app.generate_otp(step), typed):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Such as 123456-789012."""
    texts = (f"{secrets.randbelow(10**RECOVERY_DIGITS):012}" for _ in range(RECOVERY_CODES))
    return [f"{text[:6]}-{text[6:]}" for text in texts]


async def find(db: aiosqlite.Connection, user_id: int) -> SecondFactor | None:
    """None: the password alone is enough."""
    rows = await db.execute_fetchall(
        "SELECT user_id, salt, last_step FROM second_factors WHERE user_id = ?", (user_id,)
    )
    return next((SecondFactor(*row) for row in rows), None)


async def activate(
    tx: aiosqlite.Connection, key: bytes, factor: SecondFactor, codes: Iterable[str]
) -> None:
    """From now on the user needs codes of this secret; an earlier one is worth nothing."""
    await deactivate(tx, factor.user_id)
    await tx.execute(
        "INSERT INTO second_factors (user_id, salt, last_step, since) VALUES (?, ?, ?, ?)",
        (factor.user_id, factor.salt, factor.last_step, now_us()),
    )
    await tx.executemany(
        "INSERT OR IGNORE INTO recovery_codes (user_id, code_hash) VALUES (?, ?)",
        [(factor.user_id, _recovery_hash(key, factor.user_id, code)) for code in codes],
    )


async def deactivate(tx: aiosqlite.Connection, user_id: int) -> bool:
    """Whether there was one."""
    cursor = await tx.execute("DELETE FROM second_factors WHERE user_id = ?", (user_id,))
    return cursor.rowcount > 0


async def use_step(tx: aiosqlite.Connection, user_id: int, step: int) -> bool:
    """Whether no code of this half minute or a later one was used before."""
    cursor = await tx.execute(
        "UPDATE second_factors SET last_step = ? WHERE user_id = ? AND last_step < ?",
        (step, user_id, step),
    )
    return cursor.rowcount > 0


async def use_recovery_code(tx: aiosqlite.Connection, key: bytes, user_id: int, code: str) -> bool:
    """Whether it was one of the user's; it is none any more."""
    cursor = await tx.execute(
        "DELETE FROM recovery_codes WHERE user_id = ? AND code_hash = ?",
        (user_id, _recovery_hash(key, user_id, code)),
    )
    return cursor.rowcount > 0


def _secret(key: bytes, user_id: int, salt: bytes) -> str:
    proof = hmac.new(key, f"totp:{user_id}:{salt.hex()}".encode(), sha256).digest()
    return b32encode(salt + proof[:PROOF_BYTES]).decode()


def _recovery_hash(key: bytes, user_id: int, code: str) -> str:
    digits = re.sub(r"[\s-]", "", code)
    return hmac.new(key, f"recovery:{user_id}:{digits}".encode(), sha256).hexdigest()
