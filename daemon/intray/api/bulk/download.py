"""`/api/documents/bulk_download/`: many documents as one archive."""

from intray.api.routing import Routes

routes = Routes()
