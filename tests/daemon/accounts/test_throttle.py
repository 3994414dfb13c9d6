"""How fast passwords can be guessed."""

import pytest

from intray.accounts.throttle import MAX_ENTRIES, MAX_PAUSE_S, Throttle
from intray.errors import ThrottledError


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def throttle(clock):
    return Throttle(clock)


def wait_of(throttle, account="ann", client="192.0.2.1"):
    """Seconds until the next try is heard; 0 if this one was."""
    try:
        throttle.attempt(account, client)
    except ThrottledError as error:
        return error.wait_s
    return 0


def test_five_tries_a_minute_are_heard(throttle, clock):
    assert [wait_of(throttle) for _ in range(7)] == [0, 0, 0, 0, 0, 60, 60]


def test_the_pause_ends(throttle, clock):
    for _ in range(6):
        wait_of(throttle)

    clock.now += 59
    assert wait_of(throttle) == 1
    clock.now += 1.1
    assert wait_of(throttle) == 0


def test_slow_tries_are_not_counted_together(throttle, clock):
    for _ in range(50):
        assert wait_of(throttle) == 0
        clock.now += 20


def test_pauses_double_up_to_an_hour(throttle, clock):
    pauses = []
    for _ in range(9):
        while not (wait := wait_of(throttle)):
            pass
        pauses.append(wait)
        clock.now += wait + 0.1

    assert pauses[:4] == [60, 120, 240, 480]
    assert pauses[-1] == MAX_PAUSE_S


def test_others_are_not_locked_out(throttle):
    for _ in range(6):
        wait_of(throttle)

    assert wait_of(throttle, account="bob") == 0
    assert wait_of(throttle, client="192.0.2.2") == 0


def test_one_address_cannot_try_many_accounts(throttle):
    waits = [wait_of(throttle, account=f"user{n}") for n in range(40)]

    assert waits[29] == 0
    assert waits[30] == 60
    assert wait_of(throttle, client="192.0.2.2") == 0


def test_a_success_clears_the_count(throttle):
    for _ in range(100):
        assert wait_of(throttle) == 0
        throttle.succeeded("ann", "192.0.2.1")


def test_one_household_has_one_count_in_ipv6(throttle):
    waits = [wait_of(throttle, client=f"2001:db8::{n:x}") for n in range(1, 7)]

    assert waits == [0, 0, 0, 0, 0, 60]
    assert wait_of(throttle, client="2001:db8:0:1::1") == 0


def test_the_memory_of_tries_is_bounded(throttle):
    for n in range(3 * MAX_ENTRIES):
        wait_of(throttle, account=f"user{n}", client=f"10.{n % 200}.{n // 200 % 200}.1")

    assert len(throttle._counts) <= MAX_ENTRIES + 2


def test_an_app_that_goes_on_trying_does_not_lock_out_its_neighbours(throttle):
    for _ in range(500):
        wait_of(throttle)

    assert wait_of(throttle, account="bob") == 0
