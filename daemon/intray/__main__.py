"""The program: `intray serve`, `intray worker` and the maintenance commands."""

import sys


def main() -> int:
    """Run the command that the arguments name; gives the exit status."""
    if sys.argv[1:2] == ["worker"]:  # started for every few documents: takes the shortest way
        from intray.reading.worker import main as work

        return work()
    if sys.argv[1:2] == ["search-worker"]:
        from intray.search.worker import main as search

        return search()
    if sys.argv[1:2] == ["expression-worker"]:
        from intray.matching.expression_worker import main as try_expressions

        return try_expressions()
    if sys.argv[1:2] == ["pdf-worker"]:
        from intray.editing.worker import main as edit_pdf

        return edit_pdf()
    from intray.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
