"""`make bench`: every figure of one run, with ratios against what was measured beside it.

Usage: python tests/bench [--quick] [whole] [many] [reading] [search]
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import many
import whole
from table import Table


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("parts", nargs="*", default=["whole", "many"])
    parser.add_argument("--quick", action="store_true", help="without the two-minute idle times")
    options = parser.parse_args()
    table = Table()
    with tempfile.TemporaryDirectory(prefix="intray-bench-") as folder:
        if "whole" in options.parts:
            whole.measure(table, Path(folder), quick=options.quick)
        if "many" in options.parts:
            many.measure(table, Path(folder))
    if table.missed:
        print(f"\nMissed: {', '.join(table.missed)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
