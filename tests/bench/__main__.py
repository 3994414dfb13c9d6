"""`make bench`: the figures of one run, with ratios against what was measured beside it.

ARGS="whole many endpoints reading search" names the parts, all without; --quick leaves out the two
minutes before each look at idle memory, and asks less often.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import endpoints
import many
import reading
import search
import whole
from table import Table

PARTS: dict[str, Callable[[Table, Path, bool], None]] = {
    "whole": lambda table, folder, quick: whole.measure(table, folder, quick=quick),
    "many": lambda table, folder, quick: many.measure(table, folder),
    "endpoints": lambda table, folder, quick: endpoints.measure(table, folder, quick=quick),
    "reading": lambda table, folder, quick: reading.measure(table, folder, quick=quick),
    "search": lambda table, folder, quick: search.measure(table, folder),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="without the two-minute idle times")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    table = Table()
    for name in options.parts or PARTS:
        print(f"\n{name}")
        with tempfile.TemporaryDirectory(prefix="intray-bench-") as folder:
            PARTS[name](table, Path(folder), options.quick)
    if table.missed:
        print(f"\nMissed: {', '.join(table.missed)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
