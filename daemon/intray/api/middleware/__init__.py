"""What every request passes: errors → host → preflight → compression → gate.

The gate sees to version, credentials, policy and method.
"""
