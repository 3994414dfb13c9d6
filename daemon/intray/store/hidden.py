"""Documents that somebody does not see, as a set of ids.

Most people see most documents. To count what they see by tag or field, leaving out these few while
walking over one index costs a tenth of looking at every document's row.
"""

from intray.permissions import EVERYTHING, Actor, Sql, visible


def hidden_documents(actor: Actor) -> Sql:
    """The inside of `NOT IN (…)`: documents in the trash, and those that the actor may not see."""
    trashed = "SELECT x.id FROM documents x WHERE x.deleted_at IS NOT NULL"
    allowed = visible(actor, "document", "x")
    if allowed == EVERYTHING:
        return Sql(trashed)
    return Sql(
        f"{trashed} UNION ALL SELECT x.id FROM documents x"
        f" WHERE x.deleted_at IS NULL AND NOT {allowed.condition}",
        allowed.parameters,
    )
