"""A short campaign against a real daemon; `make fuzz-api` is the long one."""

import campaign
import household
import pytest

from clients.paper import born_digital
from support.appliance import running

SEED = 1
# Of what is allowed and of what is not, for each operation.
EXAMPLES = {household.USER: 9, household.STRANGER: 2}
FEWEST_OPERATIONS = 150


@pytest.mark.slow
@pytest.mark.parametrize("user", EXAMPLES)
def test_no_answer_is_a_5xx_or_undocumented(user, tmp_path):
    appliance = household.appliance_in(tmp_path)

    with running(appliance):
        home = household.furnish(appliance, born_digital("Crown Water", "Total 31.20 EUR"))
        found = campaign.run(home, user, examples=EXAMPLES[user], number=SEED)

    assert found.operations >= FEWEST_OPERATIONS
    assert not found.failures, "\n\n".join(found.failures.values())
