"""Figures as a table: what was measured, the goal, and whether it was met."""

from dataclasses import dataclass, field


@dataclass
class Table:
    """Collects rows and prints each as soon as it is known."""

    missed: list[str] = field(default_factory=list)

    def add(
        self, what: str, measured: float, unit: str, goal: float | None, note: str = ""
    ) -> None:
        """`goal` is the most that is allowed; None: for information."""
        verdict = "" if goal is None else ("ok" if measured <= goal else "MISSED")
        if verdict == "MISSED":
            self.missed.append(what)
        wanted = "" if goal is None else f"≤ {goal:g}"
        print(f"{what:<58} {measured:>9.2f} {unit:<6} {wanted:>8}  {verdict:<7} {note}", flush=True)
