"""The secret of this box, from which API tokens are made."""

import secrets
from pathlib import Path

from intray.errors import StorageError
from intray.store import durable

BYTES = 32


def read_or_make(path: Path) -> bytes:
    """The key; made with mode 0600 at the first start. Raises StorageError."""
    try:
        return _read(path)
    except FileNotFoundError:
        write_secret(path, secrets.token_hex(BYTES))
        return _read(path)


def write_secret(path: Path, text: str) -> None:
    """A file that only its owner can read, durable when this returns."""
    durable.make_folders(path.parent, 0o700)
    staging = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    durable.replace_file(path, f"{text}\n".encode(), mode=0o600, staging=staging)
    durable.sync_folder(path.parent)


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError:
        key = b""
    if len(key) < BYTES:
        raise StorageError(
            f"{path} is damaged. Remove it: Intray makes a new one, and API tokens, second"
            " factors and the passwords of mail accounts have to be set up anew."
        )
    return key
