"""Mail accounts and rules, as they are stored."""
