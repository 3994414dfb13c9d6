"""Regular expressions of people, tried in a process of their own that can be killed.

Python's own engine is what the API checks expressions with, and no engine that knows all of its
syntax is linear: an expression may take any time and memory, and then it does not match.
"""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from intray.matching.expression_worker import MATCHES, TOO_LONG

LIMIT_S = 10.0  # for all expressions on one text, with the start of the process on a slow card

_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Expression:
    pattern: str
    is_insensitive: bool


def found(expressions: Sequence[Expression], text: str, *, limit_s: float = LIMIT_S) -> list[bool]:
    """Which of the expressions match somewhere. Blocks, for `limit_s` at the longest."""
    if not expressions or not text:
        return [False] * len(expressions)
    question = json.dumps(
        {"text": text, "expressions": [[each.pattern, each.is_insensitive] for each in expressions]}
    )
    answers = _ask(question.encode(), limit_s)
    for expression, answer in zip(expressions, answers, strict=False):
        if answer == TOO_LONG:
            log.warning("The expression %.80r takes too long; it matches nothing.", expression)
    if len(answers) < len(expressions):
        log.warning("%d expressions were not tried.", len(expressions) - len(answers))
    missing = [""] * (len(expressions) - len(answers))
    return [answer == MATCHES for answer in [*answers, *missing]][: len(expressions)]


def _ask(question: bytes, limit_s: float) -> list[str]:
    """Whole lines that the process wrote before it ended or was killed."""
    try:
        answer = subprocess.run(
            _command(),
            input=question,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limit_s,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            start_new_session=True,  # Ctrl-C is for the daemon
            check=False,
        ).stdout
    except subprocess.TimeoutExpired as error:
        answer = error.output or b""
    except OSError as error:
        log.warning("Expressions cannot be tried: %s", error)
        answer = b""
    return str(answer, "ascii", "replace").split("\n")[:-1]


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "expression-worker"]
    return [sys.executable, "-P", "-m", "intray", "expression-worker"]
