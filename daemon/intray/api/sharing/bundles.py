"""`/api/share_link_bundles/`."""

from intray.api.routing import Routes

routes = Routes()
