"""What every request passes: errors → host → gate (version, credentials, policy, method)."""
