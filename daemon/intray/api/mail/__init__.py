"""Mail accounts, rules and what was fetched."""
