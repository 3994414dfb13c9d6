"""make fuzz-api: ask a real daemon everything that its OpenAPI document allows, and more.

Prints what was asked and found, and ends with 1 if an answer was a 5xx or not as documented.
ARGS: --examples N --seed N --users fuzz,stranger
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import campaign
import household

from clients.paper import born_digital
from support.appliance import running


def main() -> int:
    options = _options()
    failed = False
    for user in options.users.split(","):
        with tempfile.TemporaryDirectory(prefix="intray-fuzz-") as folder:
            appliance = household.appliance_in(Path(folder))
            with running(appliance):
                found = campaign.run(
                    household.furnish(appliance, born_digital("Crown Water", "Total 31.20 EUR")),
                    user,
                    examples=options.examples,
                    number=options.seed,
                )
            if found.failures:
                print(appliance.log[-options.log :])
        statuses = ", ".join(f"{status}: {n}" for status, n in sorted(found.statuses.items()))
        print(
            f"\n{user}: {found.operations} operations, {found.cases} cases, seed {options.seed},"
            f" {found.seconds:.0f} s\n  {statuses}"
        )
        for label, waited in found.waited.most_common(5):
            print(f"  {waited:6.1f} s for the answers of {label}")
        for how in found.failures.values():
            print(f"\n  {how}")
        failed |= bool(found.failures)
    print("\nresult:", "FAILED" if failed else "no 5xx, and every answer is as documented")
    return int(failed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--examples", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--users", default=f"{household.USER},{household.STRANGER}")
    parser.add_argument("--log", type=int, default=4000, help="bytes of the log to show")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
