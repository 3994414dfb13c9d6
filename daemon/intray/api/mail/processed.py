"""`/api/processed_mail/`."""

from intray.api.routing import Routes

routes = Routes()
