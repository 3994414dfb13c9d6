"""The language of storage-path templates: Jinja2's immutable sandbox, and less than that.

What could cost time or memory without bound is not in it: no macros, no nested loops, no powers,
and every string is kept short.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any

from intray.errors import IntrayError

TEXT_LENGTH = 2048
LOOP_LENGTH = 200
ASSIGNMENTS = 20
MOST_DIGITS = 12
DEPTH = 20  # of nodes in nodes: Python's own parser takes twice as long with each one more

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


def require_harmless(tree: Any) -> None:
    """Raise TemplateError for what could take long. Comes before anything is evaluated."""
    from jinja2 import nodes

    if _is_deeper(tree, DEPTH):
        raise TemplateError("The template is nested too deeply.")
    allowed = {getattr(nodes, name) for name in _NODES}
    if any(type(node) not in allowed for node in [tree, *_descendants(tree)]):
        raise TemplateError("The template uses what is not available here.")
    if sum(1 for _ in tree.find_all(nodes.Assign)) > ASSIGNMENTS:
        raise TemplateError("The template sets too many variables.")
    for loop in tree.find_all(nodes.For):
        if loop.recursive or any(True for _ in loop.find_all(nodes.For)):
            raise TemplateError("Loops in loops are not available.")


def bounded(tree: Any) -> Any:
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

    bounded_tree = Bound().visit(tree)
    nodes.Node.set_environment(bounded_tree, environment())
    for node in _descendants(bounded_tree):
        if node.lineno is None:
            node.lineno = 1
    return bounded_tree


@lru_cache(maxsize=1)
def environment() -> Any:
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

    made = Environment(
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=0,
        optimized=False,
    )
    known = made.filters
    made.filters = {name: _capped(known[name]) for name in _FILTERS}
    made.filters |= {
        "datetime": _datetime,
        "round": _rounded,
        "slugify": _slugify,
        "localize_date": _localize_date,
        "get_cf_value": _custom_field,
    }
    made.globals = {"_concat": _concat, "_few": _few}
    return made


def _descendants(tree: Any) -> Iterable[Any]:
    for child in tree.iter_child_nodes():
        yield child
        yield from _descendants(child)


def _is_deeper(tree: Any, depth: int) -> bool:
    level = [tree]
    for _ in range(depth):
        level = [child for node in level for child in node.iter_child_nodes()]
    return bool(level)


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


def _rounded(value: Any, precision: Any = 0, method: str = "common") -> Any:
    from jinja2.filters import do_round

    if not isinstance(precision, int) or abs(precision) > MOST_DIGITS:
        raise TemplateError("Numbers are rounded to a few digits.")  # 10 ** precision is computed
    return do_round(_short(value), precision, method)  # type: ignore[arg-type]


def _slugify(value: Any) -> str:
    text = unicodedata.normalize("NFKD", str(_short(value))).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text.lower())).strip("-_")


def _custom_field(fields: Any, name: str, default: Any = None) -> Any:
    found = fields.get(name) if isinstance(fields, dict) else None
    value = found.get("value") if isinstance(found, dict) else None
    return default if value is None else value
