"""`/api/documents/{id}/history/`: who changed what."""

from intray.api.routing import Routes

routes = Routes()
