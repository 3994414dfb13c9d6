"""The one function that compares a text with rules."""

import asyncio
import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from intray.matching import expressions, fuzzy, words
from intray.matching.expressions import Expression
from intray.matching.passage import Passage, comparable, composed, unpunctuated
from intray.matching.rules import Algorithm, Rule, Target

RULE_LIMIT_S = 0.1  # for one fuzzy rule
TEXT_LIMIT_S = 5.0  # for all rules on one text; expressions have their own

log = logging.getLogger(__name__)

# A single thread of its own: hostile rules wait for each other, and nothing else for them.
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="matching")


@dataclass(frozen=True)
class Matches:
    """Ids of what belongs to a text, in the order of the rules."""

    found: dict[Target, tuple[int, ...]] = field(default_factory=dict)

    def of(self, target: Target) -> tuple[int, ...]:
        return self.found.get(target, ())

    def first(self, target: Target) -> int | None:
        """The one that a document gets that can have one only."""
        return next(iter(self.of(target)), None)


async def match(rules: Sequence[Rule], text: str) -> Matches:
    """What belongs to the text. A rule that takes too long or makes no sense matches nothing.

    Runs in a thread, so hold no transaction meanwhile.
    """
    if not rules or not text.strip():
        return Matches()
    return await asyncio.get_running_loop().run_in_executor(_thread, _match, tuple(rules), text)


def _match(rules: Sequence[Rule], text: str) -> Matches:
    passage = Passage(text)
    written = [rule for rule in rules if rule.algorithm is Algorithm.EXPRESSION]
    answers = expressions.found(
        [Expression(composed(rule.match), rule.is_insensitive) for rule in written],
        passage.lines if written else "",
    )
    fitting = {rule for rule, fits in zip(written, answers, strict=True) if fits}
    fitting |= _compared(rules, passage)
    found: dict[Target, tuple[int, ...]] = {}
    for rule in rules:
        if rule in fitting:
            found[rule.target] = (*found.get(rule.target, ()), rule.id)
    return Matches(found)


def _compared(rules: Sequence[Rule], passage: Passage) -> set[Rule]:
    """Those of words that fit."""
    deadline = time.monotonic() + TEXT_LIMIT_S
    fitting = set()
    for number, rule in enumerate(rules):
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            log.warning("%d rules took too long; the rest is not tried.", number)
            break
        try:
            if _fits(rule, passage, min(RULE_LIMIT_S, left_s)):
                fitting.add(rule)
        except TimeoutError:
            log.warning("The fuzzy rule %.80r takes too long; it matches nothing.", rule.match)
    return fitting


def _fits(rule: Rule, passage: Passage, limit_s: float) -> bool:
    """Raises TimeoutError."""
    wanted = comparable(rule.match, insensitive=rule.is_insensitive)
    text = passage.comparable(insensitive=rule.is_insensitive)
    match rule.algorithm:
        case Algorithm.ANY:
            return any(words.occurs(term, text) for term in words.terms(wanted))
        case Algorithm.ALL:
            terms = words.terms(wanted)
            return bool(terms) and all(words.occurs(term, text) for term in terms)
        case Algorithm.EXACT:
            return words.occurs(wanted, text)
        case Algorithm.FUZZY:
            return fuzzy.occurs(
                unpunctuated(rule.match, insensitive=rule.is_insensitive),
                passage.unpunctuated(insensitive=rule.is_insensitive),
                limit_s=limit_s,
            )
        case _:
            return False
