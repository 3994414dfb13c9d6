"""Every module that has routes."""

from intray.api.accounts import groups, profile, session, setup, token, ui_settings, users
from intray.api.accounts import login_pages as accounts_login_pages
from intray.api.accounts import totp as accounts_totp
from intray.api.attributes import crud as attributes
from intray.api.attributes import path_test as attributes_path_test
from intray.api.bulk import download as bulk_download
from intray.api.bulk import edit as bulk_edit
from intray.api.bulk import objects as bulk_objects
from intray.api.bulk import selection as bulk_selection
from intray.api.custom_fields import crud as custom_fields
from intray.api.documents import files as documents_files
from intray.api.documents import history as documents_history
from intray.api.documents import more as documents_more
from intray.api.documents import notes as documents_notes
from intray.api.documents import one as documents
from intray.api.documents import pdf as documents_pdf
from intray.api.documents import trash
from intray.api.documents import upload as documents_upload
from intray.api.documents import versions as documents_versions
from intray.api.mail import crud as mail_crud
from intray.api.mail import fetching as mail_fetching
from intray.api.mail import processed as mail_processed
from intray.api.routing import Routes
from intray.api.sharing import bundles as sharing_bundles
from intray.api.sharing import email as sharing_email
from intray.api.sharing import links as sharing_links
from intray.api.sharing import public as sharing_public
from intray.api.system import ai as system_ai
from intray.api.system import (
    app_config,
    events,
    intake,
    logs,
    remote_version,
    root,
    schema,
    search,
    statistics,
    status,
)
from intray.api.system import logo as system_logo
from intray.api.system import schema_view as system_schema_view
from intray.api.system import websocket as system_websocket
from intray.api.tasks import crud as tasks
from intray.api.tasks import run as tasks_run
from intray.api.views import crud as saved_views
from intray.api.workflows import crud as workflows_crud
from intray.api.workflows import parts as workflows_parts

MODULES = (
    bulk_edit,
    bulk_objects,
    bulk_download,
    bulk_selection,
    documents_versions,
    documents_pdf,
    documents_history,
    sharing_links,
    sharing_bundles,
    sharing_public,
    sharing_email,
    accounts_totp,
    accounts_login_pages,
    system_logo,
    system_websocket,
    system_schema_view,
    system_ai,
    tasks_run,
    workflows_crud,
    workflows_parts,
    mail_crud,
    mail_fetching,
    mail_processed,
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
