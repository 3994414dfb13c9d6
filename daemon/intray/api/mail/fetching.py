"""What would ask a mail server. Intray cannot yet, and says so after all other checks."""

from aiohttp import web

from intray.api.bodies import read_body
from intray.api.context import actor
from intray.api.fields import Fields
from intray.api.mail import fields as mail_fields
from intray.api.routing import Routes, path_id
from intray.api.services import services
from intray.mail import changes
from intray.mail.errors import MailNotAvailableError
from intray.mail.fields import ACCOUNTS

routes = Routes()


@routes.post("/api/mail_accounts/test/", needs="add_mailaccount")
async def test_account(request: web.Request) -> web.Response:
    """`id`: of the account whose password is meant by asterisks."""
    asker, body = actor(request), await read_body(request)
    which = Fields(body)
    which.pk("id", null=True)
    account_id = which.checked().get("id")
    zone = services(request).config.time_zone
    fields = mail_fields.read(ACCOUNTS, body, zone, partial=False)
    async with services(request).database.read() as db:
        if account_id is not None:
            asker.require("change_mailaccount")
            await changes.require_changeable(db, asker, ACCOUNTS, account_id)
        await mail_fields.check(db, asker, ACCOUNTS, fields, account_id)
    fields.checked()
    raise MailNotAvailableError


@routes.post("/api/mail_accounts/{id}/process/", needs="change_mailaccount")
async def process_account(request: web.Request) -> web.Response:
    async with services(request).database.read() as db:
        await changes.require_changeable(db, actor(request), ACCOUNTS, path_id(request))
    raise MailNotAvailableError


@routes.get("/api/oauth/callback/", needs="add_mailaccount", any_type=True)
async def oauth_callback(request: web.Request) -> web.Response:
    """Where mail providers send people back to; nobody can have been sent there by Intray."""
    raise MailNotAvailableError
