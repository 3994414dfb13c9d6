"""The pool at the process border: scripts that succeed, crash, hang, fork or eat memory."""

import asyncio
import contextlib
import os
import signal
import sys
import textwrap
import time
from contextlib import aclosing
from pathlib import Path

import pytest
from reading_builders import dates, ocr, workers

from intray.config.overlay import Overlay
from intray.reading.pool import ReadingPool
from intray.reading.types import Finished, PageRead, ReadingError, Source, TextKnown

pytestmark = pytest.mark.asyncio(loop_scope="module")


PRELUDE = """
import json, os, signal, subprocess, sys, time
def hear():
    line = sys.stdin.readline()
    if not line: sys.exit(0)
    return json.loads(line)
def say(kind, **content):
    print(json.dumps({"kind": kind, **content}), flush=True)
def finish(): say("finished", notice=None, message=None)
"""


def fake(script: str) -> list[str]:
    return [sys.executable, "-S", "-E", "-c", PRELUDE + textwrap.dedent(script)]


OBEDIENT = """
while True:
    request = hear()
    say("text", text=str(os.getpid()), page_count=1, language=None, dates=[])
    finish()
"""
TELLS_THE_MODE = OBEDIENT.replace("str(os.getpid())", "request['ocr']['mode']")
CRASHES_ONCE = """
request = hear()
if os.path.basename(request["original"]) == "bad": os.kill(os.getpid(), 11)
finish()
hear()
"""
HANGS = """
hear()
stubborn = lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen(["sleep", "300"], preexec_fn=stubborn)
open("pids", "w").write(f"{os.getpid()} {child.pid}")
say("page", page=1, pages=2)
time.sleep(300)
"""
EATS_MEMORY = """
hear()
kept = bytearray(os.urandom(1000)) * 400_000
time.sleep(300)
"""


def source(folder: Path, name: str = "original") -> Source:
    return Source(folder / name, "application/pdf", "a name.pdf", 1)


async def steps_of(pool, source, work_dir):
    async with aclosing(pool.read(source, work_dir)) as steps:
        return [step async for step in steps]


async def gone(pid: int) -> bool:
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        await asyncio.sleep(0.05)
    return False


def pids_in(path: Path) -> list[int]:
    return [int(pid) for pid in path.read_text().split()]


async def test_a_worker_stays_warm_for_the_next_document(make_pool, tmp_path):
    pool = await make_pool(fake(OBEDIENT))

    first = await steps_of(pool, source(tmp_path), tmp_path)
    second = await steps_of(pool, source(tmp_path), tmp_path)

    assert isinstance(first[-1], Finished)
    assert first[0] == second[0] == TextKnown(str(pool.worker_pids[0]), 1, None, ())


async def test_settings_changed_meanwhile_hold_for_the_next_document(tmp_path):
    overlay = Overlay()
    scratch, command = tmp_path / "scratch", fake(TELLS_THE_MODE)
    async with ReadingPool(ocr(), workers(), dates(), scratch, command, overlay) as pool:
        first = await steps_of(pool, source(tmp_path), tmp_path)
        overlay.values = {"mode": "force"}
        second = await steps_of(pool, source(tmp_path), tmp_path)

    assert (first[0].text, second[0].text) == (ocr().mode, "force")


async def test_an_idle_worker_leaves(make_pool, tmp_path):
    pool = await make_pool(fake(OBEDIENT), workers_with={"idle_s": 0.1})
    await steps_of(pool, source(tmp_path), tmp_path)
    (pid,) = pool.worker_pids

    assert await gone(pid)
    assert pool.worker_pids == []


async def test_a_crash_costs_one_attempt_of_one_document(make_pool, tmp_path):
    pool = await make_pool(fake(CRASHES_ONCE))

    with pytest.raises(ReadingError) as failure:
        await steps_of(pool, source(tmp_path, "bad"), tmp_path)

    assert (failure.value.reason, failure.value.retry) == ("worker_died", True)
    assert await steps_of(pool, source(tmp_path, "good"), tmp_path) == [Finished(None, None)]


async def test_a_worker_that_died_while_idle_is_not_used(make_pool, tmp_path):
    pool = await make_pool(fake(OBEDIENT))
    await steps_of(pool, source(tmp_path), tmp_path)
    (pid,) = pool.worker_pids
    os.kill(pid, signal.SIGKILL)
    await gone(pid)
    await asyncio.sleep(0.1)

    assert isinstance((await steps_of(pool, source(tmp_path), tmp_path))[-1], Finished)


async def test_a_worker_that_grew_too_large_gets_no_further_document(make_pool, tmp_path):
    pool = await make_pool(
        fake("hear()\nsay('finished', notice=None, message=None, leaving=True)\nsys.exit(0)")
    )

    for _ in range(2):
        assert await steps_of(pool, source(tmp_path), tmp_path) == [Finished(None, None)]


async def test_a_program_that_cannot_be_started_is_told(make_pool, tmp_path):
    pool = await make_pool(["/nonexistent/intray", "worker"])

    with pytest.raises(ReadingError) as failure:
        await steps_of(pool, source(tmp_path), tmp_path)

    assert failure.value.reason == "worker_died"


@pytest.mark.parametrize("babble", ['say("page", page=1, pages=2)', 'say("want", memory_mb=1)'])
async def test_a_worker_that_talks_without_end_is_ended(make_pool, tmp_path, babble):
    pool = await make_pool(fake(f"hear()\nwhile True: {babble}"))

    with pytest.raises(ReadingError) as failed:
        await steps_of(pool, source(tmp_path), tmp_path)

    assert failed.value.reason == "worker_died"


async def test_a_worker_that_talks_nonsense_is_ended(make_pool, tmp_path):
    pool = await make_pool(fake("hear()\nprint('hello', flush=True)\ntime.sleep(300)"))

    with pytest.raises(ReadingError):
        await steps_of(pool, source(tmp_path), tmp_path)

    assert pool.worker_pids == []


async def test_at_the_deadline_the_whole_group_is_ended(make_pool, tmp_path):
    pool = await make_pool(fake(HANGS), workers_with={"timeout_s": 0.5})

    with pytest.raises(ReadingError) as failure:
        await steps_of(pool, source(tmp_path), tmp_path)

    assert failure.value.reason == "deadline"
    for pid in pids_in(tmp_path / "scratch" / "pids"):
        assert await gone(pid)


async def test_a_runaway_that_holds_the_pipes_does_not_hold_the_pool(make_pool, tmp_path):
    pool = await make_pool(
        fake("""
        hear()
        subprocess.Popen(["sleep", "8"], start_new_session=True)
        time.sleep(300)
        """),
        workers_with={"timeout_s": 0.5},
    )
    started = time.monotonic()

    with pytest.raises(ReadingError):
        await steps_of(pool, source(tmp_path), tmp_path)

    assert time.monotonic() - started < 4


async def test_cancelling_kills_the_worker_and_what_it_started(make_pool, tmp_path):
    pool = await make_pool(fake(HANGS))
    reading = asyncio.create_task(steps_of(pool, source(tmp_path), tmp_path))
    pids = tmp_path / "scratch" / "pids"
    while not pids.exists() or not pids.read_text():
        await asyncio.sleep(0.02)

    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading

    for pid in pids_in(pids):
        assert await gone(pid)


async def test_leaving_the_iteration_kills_the_worker(make_pool, tmp_path):
    pool = await make_pool(fake(HANGS))

    async with aclosing(pool.read(source(tmp_path), tmp_path)) as steps:
        assert await anext(steps) == PageRead(1, 2)

    for pid in pids_in(tmp_path / "scratch" / "pids"):
        assert await gone(pid)


async def test_too_much_memory_ends_the_worker(make_pool, tmp_path):
    pool = await make_pool(fake(EATS_MEMORY), workers_with={"memory_mb": 200})

    with pytest.raises(ReadingError) as failure:
        await steps_of(pool, source(tmp_path), tmp_path)

    assert failure.value.reason == "memory"


async def test_two_documents_are_read_at_once_and_no_third(make_pool, tmp_path):
    pool = await make_pool(
        fake("""
        while True:
            hear()
            say("want", memory_mb=1); hear()
            open(f"{os.getpid()}.busy", "w"); time.sleep(0.3); os.unlink(f"{os.getpid()}.busy")
            say("release"); finish()
        """)
    )
    scratch = tmp_path / "scratch"
    most = 0

    readings = asyncio.gather(*(steps_of(pool, source(tmp_path), tmp_path) for _ in range(5)))
    while not readings.done():
        most = max(most, len(list(scratch.glob("*.busy"))))
        await asyncio.sleep(0.02)

    assert (most, pool.capacity) == (2, 2)
    assert await readings


async def test_waiting_for_a_slot_does_not_count_against_the_deadline(make_pool, tmp_path):
    pool = await make_pool(
        fake("""
        hear()
        say("want", memory_mb=900_000); hear(); time.sleep(1.2); say("release")
        finish(); hear()
        """),
        workers_with={"timeout_s": 2},
    )

    both = await asyncio.gather(*(steps_of(pool, source(tmp_path), tmp_path) for _ in range(2)))

    assert both == [[Finished(None, None)]] * 2


async def test_closing_the_pool_leaves_no_process(make_pool, tmp_path):
    async with contextlib.AsyncExitStack() as stack:
        pool = await stack.enter_async_context(await make_pool(fake(HANGS)))
        reading = asyncio.create_task(steps_of(pool, source(tmp_path), tmp_path))
        while not (pids := tmp_path / "scratch" / "pids").exists():
            await asyncio.sleep(0.02)
        started = time.monotonic()

    assert time.monotonic() - started < 3
    with pytest.raises(ReadingError):
        await reading
    for pid in pids_in(pids):
        assert await gone(pid)


async def test_the_environment_of_a_worker_holds_no_secrets(make_pool, tmp_path, monkeypatch):
    monkeypatch.setenv("PAPERLESS_ADMIN_PASSWORD", "secret")
    pool = await make_pool(
        fake("""
        hear()
        say("text", text=json.dumps(dict(os.environ)), page_count=1, language=None, dates=[])
        finish(); hear()
        """)
    )

    known = (await steps_of(pool, source(tmp_path), tmp_path))[0]

    assert "secret" not in known.text
    assert '"OMP_THREAD_LIMIT": "1"' in known.text


async def test_an_unknown_type_is_refused_without_a_worker(pool, tmp_path):
    with pytest.raises(ReadingError) as failure:
        await steps_of(pool, Source(tmp_path, "application/zip", "a.zip", 1), tmp_path)

    assert (failure.value.reason, failure.value.retry) == ("unsupported", False)
    assert pool.worker_pids == []
