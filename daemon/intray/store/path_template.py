"""Storage-path templates of strangers, evaluated over plain values."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from intray.store.path_names import normalised
from intray.store.path_sandbox import TemplateError, bounded, environment, require_harmless

__all__ = ["VARIABLES", "TemplateError", "check_template", "converted", "render_path"]

TEMPLATE_LENGTH = 2000
OUTPUT_LENGTH = 1024

_DATE_PARTS = ("", "_year", "_year_short", "_month", "_month_name", "_month_name_short", "_day")
VARIABLES = frozenset(
    (
        "title",
        "correspondent",
        "document_type",
        "asn",
        "owner_username",
        "original_name",
        "doc_pk",
        "tag_list",
        "tag_name_list",
        "custom_fields",
        "document",
        *(f"created{part}" for part in _DATE_PARTS),
        *(f"added{part}" for part in _DATE_PARTS),
    )
)
_OLD_PLACEHOLDER = re.compile(r"\{\s*(\w+)\s*\}")
_LINE_BREAK = re.compile(r"\s*\n\s*")


def render_path(template: str, values: Mapping[str, Any]) -> str:
    """The relative path, without extension, that the template gives for these values.

    Raises TemplateError. Takes milliseconds, whatever the template is.
    """
    compiled = _compiled(template)
    text = ""
    try:
        for piece in compiled.generate(dict(values)):
            text += piece
            if len(text) > OUTPUT_LENGTH:
                raise TemplateError("The path is too long.")
    except TemplateError:
        raise
    except Exception as error:  # whatever a stranger's expression runs into
        raise TemplateError(f"The template cannot be evaluated: {error}") from error
    return normalised(_LINE_BREAK.sub("", text))


def check_template(template: str) -> None:
    """Raise TemplateError if it cannot be used for any document."""
    _compiled(template)


def converted(template: str) -> str:
    """Old placeholders with single braces as Jinja's."""
    if "{{" in template or "{%" in template:
        return template
    return _OLD_PLACEHOLDER.sub(r"{{ \1 }}", template)


@lru_cache(maxsize=64)
def _compiled(template: str) -> Any:
    from jinja2 import TemplateError as JinjaError  # loaded only where somebody uses templates
    from jinja2 import meta

    if len(template) > TEMPLATE_LENGTH:
        raise TemplateError("The template is too long.")
    language = environment()
    try:
        tree = language.parse(converted(template))
        require_harmless(tree)
        if meta.find_undeclared_variables(tree) - VARIABLES:
            raise TemplateError("Invalid variable detected.")
        return language.from_string(bounded(tree))
    except (JinjaError, MemoryError, RecursionError, SyntaxError, ValueError) as error:
        raise TemplateError("Invalid template.") from error
