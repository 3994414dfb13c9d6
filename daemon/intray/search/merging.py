"""Which segments to join: every commit makes one, and each costs every search a little."""

FACTOR = 8  # so many of a size are joined into one of the next
LARGEST = 4_000  # documents; larger segments are left alone, so that a merge takes seconds


def choose(sizes: list[tuple[int, int]]) -> list[int]:
    """Places of the segments to join now; `sizes` are their documents, all and not deleted."""
    tiers: dict[int, list[int]] = {}
    for place, (_, alive) in enumerate(sizes):
        tiers.setdefault(_tier(alive), []).append(place)
    for tier in sorted(tiers):
        places = tiers[tier][: FACTOR * 2]
        if len(places) >= FACTOR and sum(sizes[place][1] for place in places) <= LARGEST:
            return places
    return [
        place
        for place, (total, alive) in enumerate(sizes)
        if alive < total * 0.7 and alive <= LARGEST and total > FACTOR
    ][:1]


def _tier(documents: int) -> int:
    tier = 0
    while documents >= FACTOR:
        documents //= FACTOR
        tier += 1
    return tier
