"""Short forms of what `make crash-test` runs at length."""

from pathlib import Path

import faults
import kills
import pytest

MUTANTS = Path(__file__).with_name("mutants.py")


@pytest.mark.slow
def test_kills_at_random_moments_lose_duplicate_and_alter_nothing(tmp_path: Path) -> None:
    result = kills.campaign(tmp_path / "run", kills=6, seed=7)

    assert result.faultless, result
    assert result.interrupted > 0


@pytest.mark.slow
def test_a_daemon_that_removes_scans_too_early_is_caught(tmp_path: Path) -> None:
    program = (str(MUTANTS), "release-before-publish")

    result = kills.campaign(tmp_path / "run", kills=6, seed=7, program=program)

    assert result.lost > 0


@pytest.mark.slow
def test_file_calls_that_fail_lose_duplicate_and_alter_nothing(tmp_path: Path) -> None:
    result = faults.campaign(tmp_path / "run", every=90)
    if result is None:
        pytest.skip("no C compiler")

    assert result.faultless, "\n".join(result.faults)
    assert result.runs > 3
