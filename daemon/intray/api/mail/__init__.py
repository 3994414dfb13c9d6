"""Mail accounts, rules and processed mail: kept, shown, not used yet."""
