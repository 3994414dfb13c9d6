"""Mail accounts, rules and what was processed, as they are kept; nothing is fetched yet."""
