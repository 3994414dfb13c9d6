"""Errors that only HTTP knows, and the bodies of all of them."""

from http import HTTPStatus
from typing import Any

from intray.errors import (
    BusyError,
    IntrayError,
    NotAuthenticatedError,
    ThrottledError,
    ValidationError,
)


class ParseError(IntrayError):
    """The body is not what its content type says."""

    code, status = "parse_error", 400


class MethodNotAllowedError(IntrayError):
    code, status = "method_not_allowed", 405

    def __init__(self, method: str) -> None:
        super().__init__(f'Method "{method}" not allowed.')


class NotAcceptableError(IntrayError):
    code, status = "not_acceptable", 406

    def __init__(self, message: str = "Could not satisfy the request Accept header.") -> None:
        super().__init__(message)


class UnsupportedMediaTypeError(IntrayError):
    code, status = "unsupported_media_type", 415

    def __init__(self, media_type: str) -> None:
        super().__init__(f'Unsupported media type "{media_type}" in request.')


class BodyTooLargeError(IntrayError):
    code, status = "body_too_large", 413

    def __init__(self) -> None:
        super().__init__("The request is too large.")


class MisdirectedError(IntrayError):
    """The name in the address is not one of ours: it may be somebody's trap for browsers."""

    code, status = "misdirected", 421

    def __init__(self) -> None:
        super().__init__(
            "Intray does not answer to this name. Open it by its address or its own name,"
            " or add the name to the allowed hosts in the settings."
        )


class SlowClientError(IntrayError):
    code, status = "request_timeout", 408

    def __init__(self) -> None:
        super().__init__("The request arrived too slowly.")


DEFAULT_DETAIL = {404: "Not found."}


def body_of(error: IntrayError) -> dict[str, Any]:
    """The JSON body of the answer, in the shape that clients parse."""
    if isinstance(error, ValidationError):
        return error.fields
    detail = str(error) or DEFAULT_DETAIL.get(error.status) or HTTPStatus(error.status).phrase
    return {"detail": detail, "code": error.code}


def headers_of(error: IntrayError) -> dict[str, str]:
    if isinstance(error, NotAuthenticatedError):
        # Not `Basic` unless asked for: browsers would open their own login window.
        return {"WWW-Authenticate": error.challenge or "Token"}
    if isinstance(error, ThrottledError):
        return {"Retry-After": str(error.wait_s)}
    if isinstance(error, BusyError):
        return {"Retry-After": "2"}
    return {}
