"""Links, bundles and e-mail."""
