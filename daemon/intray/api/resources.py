"""Every module that has routes."""

from collections.abc import Iterable

from intray.api import (
    attributes,
    custom_fields,
    documents,
    documents_files,
    documents_more,
    documents_upload,
    saved_views,
    search,
    token,
    trash,
)
from intray.api.routing import Routes


def tables() -> Iterable[Routes]:
    """Add a resource's module here and its routes are served, documented and tested."""
    return (
        token.routes,
        documents.routes,
        documents_files.routes,
        documents_more.routes,
        documents_upload.routes,
        trash.routes,
        attributes.routes,
        custom_fields.routes,
        saved_views.routes,
        search.routes,
    )
