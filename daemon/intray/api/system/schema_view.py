"""`/api/schema/view/`: the API, readable."""

from intray.api.routing import Routes

routes = Routes()
