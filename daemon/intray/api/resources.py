"""Every module that has routes."""

from intray.api import (
    app_config,
    attributes,
    attributes_path_test,
    custom_fields,
    documents,
    documents_files,
    documents_more,
    documents_notes,
    documents_upload,
    events,
    groups,
    intake,
    logs,
    profile,
    remote_version,
    root,
    saved_views,
    schema,
    search,
    session,
    setup,
    statistics,
    status,
    tasks,
    token,
    trash,
    ui_settings,
    users,
)
from intray.api.routing import Routes

MODULES = (
    app_config,
    attributes,
    attributes_path_test,
    custom_fields,
    documents,
    documents_files,
    documents_more,
    documents_notes,
    documents_upload,
    events,
    groups,
    intake,
    logs,
    profile,
    remote_version,
    root,
    saved_views,
    schema,
    search,
    session,
    setup,
    statistics,
    status,
    tasks,
    token,
    trash,
    ui_settings,
    users,
)


def tables() -> list[Routes]:
    """Add a resource's module above and its routes are served, documented and tested."""
    return [module.routes for module in MODULES]
