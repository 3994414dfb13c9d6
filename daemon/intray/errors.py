"""One tree of errors: a stable code for the page to translate, an HTTP status, and facts."""

from collections.abc import Mapping
from typing import Any, ClassVar


class IntrayError(Exception):
    """Anything that went wrong and that somebody can be told about."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500


class NotFoundError(IntrayError):
    """The object does not exist, or the asker may not see it: nobody can tell the two apart."""

    code, status = "not_found", 404


class NotAuthenticatedError(IntrayError):
    """Nobody is logged in, or the credentials are bad."""

    code, status = "not_authenticated", 401

    def __init__(
        self,
        message: str = "Authentication credentials were not provided.",
        *,
        challenge: str | None = None,
    ) -> None:
        super().__init__(message)
        self.challenge = challenge  # value of WWW-Authenticate


class PermissionDeniedError(IntrayError):
    """The user is known but may not do this."""

    code, status = "permission_denied", 403

    def __init__(self, message: str = "You do not have permission to perform this action.") -> None:
        super().__init__(message)


class ValidationError(IntrayError):
    """What was sent cannot be accepted; `fields` is the body of the answer, field → messages."""

    code, status = "invalid", 400

    def __init__(self, fields: Mapping[str, Any]) -> None:
        super().__init__("; ".join(f"{name}: {messages}" for name, messages in fields.items()))
        self.fields = dict(fields)


class ThrottledError(IntrayError):
    """Too many tries; `wait_s` seconds until the next one is heard."""

    code, status = "throttled", 429

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"Request was throttled. Expected available in {wait_s} seconds.")
        self.wait_s = wait_s


class UploadTooLargeError(IntrayError):
    """The upload is larger than the box accepts."""

    code, status = "upload_too_large", 413

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"The file is larger than {limit_bytes // 1_000_000} MB.")
        self.limit_bytes = limit_bytes


class BusyError(IntrayError):
    """The database did not become free in time: ask again."""

    code, status = "busy", 503

    def __init__(self) -> None:
        super().__init__("Intray is busy. Please try again in a few seconds.")


class ReadOnlyError(IntrayError):
    """The disk no longer takes writes; reading goes on."""

    code, status = "read_only", 503

    def __init__(self) -> None:
        super().__init__(
            "The disk reported an error and nothing more is written to it. "
            "Documents can still be read: make a backup and replace the disk or card."
        )


class DiskFullError(IntrayError):
    """Too little space is left to take another file safely."""

    code, status = "disk_full", 507

    def __init__(self, needed_bytes: int, free_bytes: int) -> None:
        super().__init__(
            f"The disk is full: {free_bytes // 1_000_000} MB are free, "
            f"{needed_bytes // 1_000_000} MB are needed. Free some space; "
            "Intray goes on by itself."
        )
        self.needed_bytes = needed_bytes
        self.free_bytes = free_bytes


class UnsupportedTypeError(IntrayError):
    """The content of the file is of no type that Intray reads."""

    code, status = "unsupported_type", 400

    def __init__(self, mime_type: str) -> None:
        super().__init__(f"File type {mime_type} not supported")
        self.mime_type = mime_type


class ConfigError(IntrayError):
    """A setting cannot be used; the message names file, line and what is allowed."""

    code = "config"


class StorageError(IntrayError):
    """The data folder cannot be used, for example on a file system without hard links."""

    code = "storage"
