"""Storage-path templates of strangers, evaluated without giving them anything to hold on to.

Jinja2's immutable sandbox over plain values. What could cost time or memory without bound is not
in the language here: no macros, no nested loops, no powers, and every string is kept short.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any

from intray.errors import IntrayError
from intray.store.path_names import normalised

TEMPLATE_LENGTH = 2000
TEXT_LENGTH = 2048
OUTPUT_LENGTH = 1024
LOOP_LENGTH = 200
ASSIGNMENTS = 20

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
_METHODS = {
    str: frozenset(
        [
            "capitalize",
            "casefold",
            "endswith",
            "find",
            "isdigit",
            "lower",
            "lstrip",
            "replace",
            "removeprefix",
            "removesuffix",
            "rsplit",
            "rstrip",
            "split",
            "startswith",
            "strip",
            "title",
            "upper",
        ]
    ),
    date: frozenset("isoformat isocalendar isoweekday strftime weekday".split()),  # noqa: SIM905
    dict: frozenset("get items keys values".split()),  # noqa: SIM905
}
_FILTERS = [
    "abs",
    "capitalize",
    "count",
    "d",
    "default",
    "dictsort",
    "first",
    "float",
    "int",
    "items",
    "join",
    "last",
    "length",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "select",
    "selectattr",
    "sort",
    "string",
    "sum",
    "title",
    "trim",
    "truncate",
    "unique",
    "upper",
    "wordcount",
]
_NODES = [
    "Template",
    "Output",
    "TemplateData",
    "Name",
    "Const",
    "Getattr",
    "Getitem",
    "Filter",
    "Test",
    "CondExpr",
    "If",
    "Compare",
    "Operand",
    "And",
    "Or",
    "Not",
    "Neg",
    "Add",
    "Sub",
    "Mod",
    "FloorDiv",
    "Concat",
    "For",
    "Assign",
    "Call",
    "Keyword",
    "List",
    "Tuple",
    "Slice",
]
_LDML = (
    ("yyyy", "%Y"),
    ("yy", "%y"),
    ("MMMM", "%B"),
    ("MMM", "%b"),
    ("MM", "%m"),
    ("dd", "%d"),
    ("EEEE", "%A"),
)


class TemplateError(IntrayError):
    """The template cannot be used; the message says what people using the API expect."""

    code, status = "template", 400


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
    environment = _environment()
    try:
        tree = environment.parse(converted(template))
        _require_harmless(tree)
        if meta.find_undeclared_variables(tree) - VARIABLES:
            raise TemplateError("Invalid variable detected.")
        return environment.from_string(_bounded(tree))
    except (JinjaError, RecursionError, ValueError) as error:
        raise TemplateError("Invalid template.") from error


@lru_cache(maxsize=1)
def _environment() -> Any:
    from jinja2 import ChainableUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Environment(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset(("+", "%"))

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            if operator == "%" and not (_is_number(left) and _is_number(right)):
                raise TemplateError("Only numbers have a remainder.")
            return _short(super().call_binop(context, operator, left, right))

        def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
            if __obj is not _concat and __obj is not _few and not _is_harmless(__obj):
                raise TemplateError("This cannot be called in a template.")
            return _short(__obj(*map(_short, args), **kwargs))

    environment = Environment(
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=0,
        optimized=False,
    )
    known = environment.filters
    environment.filters = {name: _capped(known[name]) for name in _FILTERS}
    environment.filters |= {
        "datetime": _datetime,
        "slugify": _slugify,
        "localize_date": _localize_date,
        "get_cf_value": _custom_field,
    }
    environment.globals = {"_concat": _concat, "_few": _few}
    return environment


def _require_harmless(tree: Any) -> None:
    """Raise TemplateError for what could take long. Comes before anything is evaluated."""
    from jinja2 import nodes

    allowed = {getattr(nodes, name) for name in _NODES}
    if any(type(node) not in allowed for node in [tree, *_descendants(tree)]):
        raise TemplateError("The template uses what is not available here.")
    if sum(1 for _ in tree.find_all(nodes.Assign)) > ASSIGNMENTS:
        raise TemplateError("The template sets too many variables.")
    for loop in tree.find_all(nodes.For):
        if loop.recursive or any(True for _ in loop.find_all(nodes.For)):
            raise TemplateError("Loops in loops are not available.")


def _bounded(tree: Any) -> Any:
    """The same template with joins and loops through functions that know a limit."""
    from jinja2 import nodes
    from jinja2.visitor import NodeTransformer

    def call(name: str, arguments: list[Any]) -> Any:
        return nodes.Call(nodes.Name(name, "load"), arguments, [], None, None)

    class Bound(NodeTransformer):
        def visit_Concat(self, node: Any) -> Any:  # noqa: N802
            self.generic_visit(node)
            return call("_concat", node.nodes)

        def visit_For(self, node: Any) -> Any:  # noqa: N802
            self.generic_visit(node)
            node.iter = call("_few", [node.iter])
            return node

    bounded = Bound().visit(tree)
    nodes.Node.set_environment(bounded, _environment())
    for node in _descendants(bounded):
        if node.lineno is None:
            node.lineno = 1
    return bounded


def _descendants(tree: Any) -> Iterable[Any]:
    for child in tree.iter_child_nodes():
        yield child
        yield from _descendants(child)


def _is_harmless(method: Any) -> bool:
    owner = getattr(method, "__self__", None)
    return any(
        isinstance(owner, kind) and getattr(method, "__name__", "") in names
        for kind, names in _METHODS.items()
    )


def _short(value: Any) -> Any:
    if isinstance(value, str | list | tuple) and len(value) > TEXT_LENGTH:
        raise TemplateError("A value in the template is too long.")
    if isinstance(value, int) and abs(value) > 10**18:
        raise TemplateError("A number in the template is too large.")
    return value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _concat(*values: object) -> str:
    return "".join(str(_short(value)) for value in values)


def _few(values: Iterable[Any]) -> list[Any]:
    return list(islice(values, LOOP_LENGTH))


def _capped(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter of Jinja, with limits on what goes in and out."""

    def capped(*values: Any, **options: Any) -> Any:
        for value in (*values, *options.values()):
            _short(value)
        return _short(function(*values, **options))

    capped.__dict__.update(getattr(function, "__dict__", {}))  # how Jinja passes the environment
    return capped


def _datetime(value: Any, form: str = "%Y-%m-%d") -> str:
    found = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    return found.strftime(str(_short(form))[:100])


def _localize_date(value: Any, form: str, locale: str = "en") -> str:
    """The numeric forms in every language, names of months in English."""
    for ldml, directive in _LDML:
        form = form.replace(ldml, directive)
    return _datetime(value, form)


def _slugify(value: Any) -> str:
    import unicodedata

    text = unicodedata.normalize("NFKD", str(_short(value))).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text.lower())).strip("-_")


def _custom_field(fields: Any, name: str, default: Any = None) -> Any:
    found = fields.get(name) if isinstance(fields, dict) else None
    return found.get("value", default) if isinstance(found, dict) else default
