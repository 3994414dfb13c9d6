"""How a query that costs too much says so."""


class TooExpensiveError(Exception):
    """The query was given up."""
