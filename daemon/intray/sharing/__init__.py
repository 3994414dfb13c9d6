"""Papers for people without an account: links, bundles and e-mail."""
