"""Share links: files for people without an account, one by one or bundled."""
