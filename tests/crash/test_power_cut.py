"""No state that a power cut may leave loses a paper, and the check sees programs that would."""

from pathlib import Path

import protocol


async def test_no_power_cut_loses_a_paper_or_leaves_a_document_without_original(
    tmp_path: Path,
) -> None:
    for case in await protocol.cases(tmp_path):
        count = case.check()

        assert count.states > 10, case.name
        assert (count.lost, count.dangling) == (0, 0), case.name


async def test_the_check_rejects_every_program_with_a_step_left_out(tmp_path: Path) -> None:
    case = next(case for case in await protocol.cases(tmp_path) if case.name == "folder, new")

    for name, mutant in protocol.MUTANTS.items():
        assert mutant(case).lost > 0, name
