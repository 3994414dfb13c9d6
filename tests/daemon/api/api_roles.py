"""Who asks in the tests, and the model permissions of each."""

from intray.permissions import CODENAMES

ROLES = ("anonymous", "stranger", "viewer", "editor", "owner", "superuser")
VIEWS = frozenset(name for name in CODENAMES if name.startswith("view_")) - {
    "view_system_monitoring",
    "view_global_statistics",
}
MODELS_OF_EDITORS = CODENAMES - {"view_system_monitoring", "view_global_statistics"}
RIGHTS = {
    "stranger": frozenset(),
    "viewer": VIEWS,
    "editor": MODELS_OF_EDITORS,
    "owner": MODELS_OF_EDITORS,
    "superuser": frozenset(),
}
