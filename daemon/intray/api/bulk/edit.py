"""`/api/documents/bulk_edit/` and its single actions: one change to many documents."""

from intray.api.routing import Routes

routes = Routes()
