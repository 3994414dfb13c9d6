"""`/api/mail_accounts/`."""

from intray.api.routing import Routes

routes = Routes()
