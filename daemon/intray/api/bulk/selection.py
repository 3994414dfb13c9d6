"""`/api/documents/selection_data/`: what a selection of documents has in common."""

from intray.api.routing import Routes

routes = Routes()
