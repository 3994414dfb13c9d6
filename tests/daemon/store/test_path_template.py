"""Storage-path templates: those of people work, those of attackers cost milliseconds."""

import time
from datetime import date
from typing import Any

import pytest

from intray.store.path_template import TemplateError, check_template, render_path

VALUES: dict[str, Any] = {
    "title": "Water bill",
    "correspondent": "ACME",
    "document_type": "-none-",
    "asn": "-none-",
    "created": "2026-03-05",
    "created_year": "2026",
    "tag_list": "House,Water",
    "tag_name_list": ["House", "Water"],
    "custom_fields": {"Number": {"type": "string", "value": "R-7"}},
    "document": {"title": "Water bill", "created": date(2026, 3, 5), "correspondent": None},
}


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("{created_year}/{correspondent}/{title}", "2026/ACME/Water bill"),
        ("{{ created_year }}/{{ title }}", "2026/Water bill"),
        ("{% if asn != '-none-' %}{{ asn }}{% else %}no{% endif %}/{{ title }}", "no/Water bill"),
        ("{{ title | upper | replace('WATER', 'Gas') }}", "Gas BILL"),
        ("{{ title.split(' ')[0] ~ '-' ~ 3 }}", "Water-3"),
        ("{{ document.created.strftime('%Y-%m') }}", "2026-03"),
        ("{{ created | datetime('%d.%m.%Y') }}", "05.03.2026"),
        ("{{ created | localize_date('dd.MM.yyyy', 'de_DE') }}", "05.03.2026"),
        ("{{ custom_fields | get_cf_value('Number') }}", "R-7"),
        ("{% for t in tag_name_list %}{{ t }}{{ '+' if loop.first }}{% endfor %}", "House+Water"),
        ("{% set y = created_year %}\n  {{ y }}/\n  {{ title | slugify }}\n", "2026/water-bill"),
        ("{{ document.correspondent.name }}x", "x"),
        ("a//b/./../ c .", "a/b/c"),
        ("", "document"),
    ],
)  # fmt: skip
def test_templates_of_people_work(template: str, path: str) -> None:
    assert render_path(template, VALUES) == path


@pytest.mark.parametrize(
    "template",
    [
        "{{ title.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''['__cl' ~ 'ass__'] }}",
        "{{ document.created.__class__.__init__.__globals__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ title | attr('__class__') }}",
        "{{ [title] | map(attribute='__class__') | list }}",
        "{{ title.format(title) }}",
        "{{ title.format_map(document) }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ lipsum() }}{{ namespace(a=1) }}{{ joiner() }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% call title() %}{% endcall %}",
        "{{ 'a' * 10 ** 9 }}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ [title] * 10 ** 9 }}",
        "{{ '%999999999d' % 3 }}",
        "{{ title | center(999999999) }}",
        "{{ title | indent(999999999) }}",
        "{{ title | format(999999999) }}",
        "{{ title.ljust(999999999) }}{{ title.zfill(999999999) }}{{ title.expandtabs(99999999) }}",
        "{% for a in range(10 ** 9) %}{% endfor %}",
        "{% for a in title %}{% for b in title %}x{% endfor %}{% endfor %}",
        "{% set a = 'aaaaaaaaaa' %}" + "{% set a = a ~ a ~ a %}" * 30,
        "{% set a = 'aaaaaaaaaa' %}" + "{% set a = a + a %}" * 20 + "{{ a }}",
        "{% set a %}{{ title }}{{ title }}{% endset %}{{ a }}",
        "{{ (" * 200 + "1" + ") }}" * 200,
        "{{ " + "(" * 300 + "1" + ")" * 300 + " }}",
        "{{ " + "-" * 1500 + "1 }}",
        "{{ " + "title ~ " * 240 + "title }}",
        "{{ title.replace('', title).replace('', title).replace('', title) }}",
        "{{ title | replace('', title) | replace('', title) | replace('', title) }}",
        "{{ title | list | join(title) | list | join(title) | list | join(title) }}",
        "{{ ('9' * 10) | int }}{{ 1e308 | int }}",
        "x" * 5000,
        "{{ " + "not " * 150 + "title }}",
        "{{ title" + " | lower" * 300 + " }}",
        "{{ 1" + " if title else (1" * 60 + ")" * 60 + " }}",
        "{% if title %}" * 90 + "{% endif %}" * 90,
        "{{ 1 | round(-999999999) }}",
        "{{ 1.5 | round(true ~ 9) }}",
        "{{ document.created.strftime('%99999Y' * 1) }}",
        "{{ created | datetime('%9999999999Y') }}",
    ],
)
def test_templates_of_attackers_get_nothing_and_end_at_once(template: str) -> None:
    began = time.process_time()
    try:
        path = render_path(template, VALUES)
    except TemplateError:
        path = ""

    assert time.process_time() - began < 0.5
    assert len(path) <= 2000
    for secret in ("<class", "built-in", "root:", "TemplateReference object", "function"):
        assert secret not in path


def test_an_unknown_variable_is_told_when_the_template_is_saved() -> None:
    with pytest.raises(TemplateError, match=r"Invalid variable detected\."):
        check_template("{{ created_yaer }}/{{ title }}")
