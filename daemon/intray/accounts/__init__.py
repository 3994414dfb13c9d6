"""Who may come in: users, groups, passwords, tokens, sessions, the first run."""
