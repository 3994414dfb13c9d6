"""Users, groups, and what belongs to the one who asks."""
