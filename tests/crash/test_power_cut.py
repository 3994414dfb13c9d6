"""No state that a power cut may leave loses a paper, and the check sees programs that would."""

from pathlib import Path

import protocol
import removal_cuts


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


async def test_no_power_cut_brings_back_what_is_removed_or_takes_another_paper(
    tmp_path: Path,
) -> None:
    removal = await removal_cuts.removal(tmp_path)

    count = removal.check()
    unsynced = removal.without_syncing_marks().check()

    assert count.states > 10
    assert (count.lost, count.came_back) == (0, 0)
    assert unsynced.came_back > 0
