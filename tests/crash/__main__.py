"""make crash-test: cut the power in the model, kill the daemon, let every file call fail once.

Prints one table and ends with 1 if a paper was lost, duplicated or altered, or if a program that
does lose papers was not caught. ARGS: --kills N --seed N --every N --only cuts,kills,faults
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

import faults
import kills
import protocol
import removal_cuts
from mutants import MUTANTS

MUTANT_KILLS = 25
HERE = Path(__file__).parent


def main() -> int:
    options = _options()
    wanted = options.only.split(",")
    failed = False
    with tempfile.TemporaryDirectory(prefix="intray-crash-") as folder:
        for name, part in PARTS.items():
            if name in wanted:
                failed |= not part(Path(folder), options)
    print("\nresult:", "FAILED" if failed else "nothing lost, and every mutant was caught")
    return int(failed)


def cuts(root: Path, options: argparse.Namespace) -> bool:
    """Power cuts in the model."""
    print(f"\n{'power cuts (model)':50}{'states':>8}{'lost':>6}{'dang./back':>10}")
    found = asyncio.run(protocol.cases(root / "cuts"))
    good = True
    for case in found:
        count = case.check()
        good &= not (count.lost or count.dangling)
        print(f"{case.name:50}{count.states:8}{count.lost:6}{count.dangling:10}")
    removal = asyncio.run(removal_cuts.removal(root / "removal"))
    for name, case in (
        ("", removal),
        ("mutant: marks not synced", removal.without_syncing_marks()),
    ):
        count = case.check()
        good &= (count.lost + count.came_back > 0) == bool(name)
        told = name or "removed for good, beside another paper"
        print(f"{told:50}{count.states:8}{count.lost:6}{count.came_back:10}")
    for name, mutant in protocol.MUTANTS.items():
        counts = [mutant(case) for case in found]
        lost = sum(count.lost for count in counts)
        good &= lost > 0
        states, dangling = sum(c.states for c in counts), sum(c.dangling for c in counts)
        print(f"{'mutant: ' + name:50}{states:8}{lost:6}{dangling:10}")
    return good


def killed(root: Path, options: argparse.Namespace) -> bool:
    """SIGKILL at random moments."""
    print(
        f"\n{'SIGKILL at random moments':34}{'kills':>6}{'stops':>6}{'papers':>8}{'cut off':>8}"
        f"{'lost':>6}{'dup.':>6}{'alt.':>6}{'left':>6}{'removed':>8}{'back':>6}{'changed':>8}"
        f"{'unread':>8}{'stop s':>8}{'s':>6}",
        flush=True,
    )
    real = kills.campaign(root / "kills", kills=options.kills, seed=options.seed)
    _kill_row("Intray", real)
    good = real.faultless
    for name in MUTANTS:
        program = (str(HERE / "mutants.py"), name)
        count = min(MUTANT_KILLS, options.kills)
        mutant = kills.campaign(root / name, kills=count, seed=options.seed, program=program)
        _kill_row(f"mutant: {name}", mutant)
        good &= mutant.lost + mutant.came_back > 0
    return good


def _kill_row(name: str, result: kills.Result) -> None:
    left = result.left_in_folder + result.left_in_staging
    print(
        f"{name:34}{result.kills:6}{result.stops:6}{result.papers:8}{result.interrupted:8}{result.lost:6}"
        f"{result.duplicated:6}{result.altered:6}{left:6}{result.removed:8}{result.came_back:6}"
        f"{result.changed_by_restart:8}{result.unread:8}{result.longest_stop_s:8.1f}{result.seconds:6.0f}",
        flush=True,
    )


def faulty(root: Path, options: argparse.Namespace) -> bool:
    """Each call fails once."""
    result = faults.campaign(root / "faults", every=options.every)
    if result is None:
        print("\nno C compiler (cc): the faults were not run")
        return True
    print(
        f"\n{'each file call fails once':34}{'calls':>6}{'runs':>6}{'lost':>6}{'dup.':>6}"
        f"{'alt.':>6}{'left':>6}{'no start':>9}{'s':>6}\n"
        f"{'EIO, ENOSPC':34}{result.points:6}{result.runs:6}{result.lost:6}{result.duplicated:6}"
        f"{result.altered:6}{result.left:6}{result.no_start:9}{result.seconds:6.0f}"
    )
    for fault in result.faults:
        print("  ", fault)
    return result.faultless


PARTS: dict[str, Callable[[Path, argparse.Namespace], bool]] = {
    "cuts": cuts,
    "kills": killed,
    "faults": faulty,
}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=1, help="each n-th file call fails")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, separated by commas")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
