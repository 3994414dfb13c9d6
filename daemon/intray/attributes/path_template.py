"""Templates of storage paths: the older way of writing them, and what is wrong with one."""

import re

MAX_LENGTH = 2048

_DATES = ("created", "added")
_PARTS = ("year", "year_short", "month", "month_name", "month_name_short", "day")
NAMES = frozenset(
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
        "none",
        *_DATES,
        *(f"{date}_{part}" for date in _DATES for part in _PARTS),
    )
)
_FILTERS = ("datetime", "slugify", "localize_date", "get_cf_value")
_OLD_PLACEHOLDER = re.compile(r"(?<!\{)\{\s*(\w+)\s*\}(?!\})")
_BLOCK = re.compile(r"\{[{%#]")


def modern(template: str) -> str:
    """`{title}` as it was written once becomes `{{ title }}`."""
    if _BLOCK.search(template):
        return template
    return _OLD_PLACEHOLDER.sub(r"{{ \1 }}", template)


def problem(template: str) -> str | None:
    """Why the template cannot be used, or None. It is parsed, never run, here."""
    from jinja2 import TemplateError, meta  # only the few who write templates pay for it
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment()
    environment.filters |= dict.fromkeys(_FILTERS, str)
    try:
        tree = environment.parse(template)
        environment.compile(tree)
    except (TemplateError, RecursionError):
        return "Invalid variable detected."
    unknown = meta.find_undeclared_variables(tree) - NAMES
    return "Invalid variable detected." if unknown else None
