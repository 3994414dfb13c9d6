"""What mail accounts and rules consist of."""

from dataclasses import dataclass

from intray.permissions import Kind
from intray.store.kept import Declaration, Field

NAME_LENGTH = 256
OLDEST_DAYS = 36_500
MOVE, TAG = 2, 5
ACTIONS_WITH_PARAMETER = (MOVE, TAG)

ACCOUNT = Declaration(
    "mail_accounts",
    "MailAccount",
    (
        Field("name", "text", required=True, max_length=NAME_LENGTH),
        Field("imap_server", "text", required=True, max_length=NAME_LENGTH),
        Field("imap_port", "integer", null=True, minimum=1, maximum=65_535),
        Field("imap_security", "choice", 2, choices=(1, 2, 3)),
        Field("username", "text", required=True, max_length=NAME_LENGTH),
        Field("character_set", "text", "UTF-8", max_length=NAME_LENGTH),
        Field("is_token", "boolean", False),
        Field("account_type", "choice", 1, choices=(1, 2, 3)),
        Field("expiration", "instant", null=True),
    ),
    {"name": "name"},
)


def _filter(name: str) -> Field:
    return Field(name, "text", null=True, blank=True, max_length=NAME_LENGTH)


RULE = Declaration(
    "mail_rules",
    "MailRule",
    (
        Field("name", "text", required=True, max_length=NAME_LENGTH),
        Field("account", "one", required=True),
        Field("enabled", "boolean", True),
        Field("folder", "text", "INBOX", max_length=NAME_LENGTH),
        _filter("filter_from"),
        _filter("filter_to"),
        _filter("filter_subject"),
        _filter("filter_body"),
        _filter("filter_attachment_filename_include"),
        _filter("filter_attachment_filename_exclude"),
        Field("maximum_age", "integer", 30, minimum=0, maximum=OLDEST_DAYS),
        Field("action", "choice", 3, choices=(1, 2, 3, 4, 5)),
        Field("action_parameter", "text", "", null=True, blank=True, max_length=NAME_LENGTH),
        Field("assign_title_from", "choice", 1, choices=(1, 2, 3)),
        Field("assign_tags", "many", [], target="tags"),
        Field("assign_correspondent_from", "choice", 1, choices=(1, 2, 3, 4)),
        Field("assign_correspondent", "one", null=True, target="correspondents"),
        Field("assign_document_type", "one", null=True, target="document_types"),
        Field("assign_owner_from_rule", "boolean", True),
        Field("order", "integer", 0),
        Field("attachment_type", "choice", 1, choices=(1, 2)),
        Field("consumption_scope", "choice", 1, choices=(1, 2, 3)),
        Field("pdf_layout", "choice", 0, choices=(0, 1, 2, 3, 4)),
        Field("stop_processing", "boolean", False),
    ),
    {"name": "name", "account": "account_id", "order": "position"},
)


@dataclass(frozen=True)
class MailKind:
    """Accounts and rules are owned, shared and changed alike."""

    declared: Declaration
    kind: Kind
    order: str  # of lists, about alias `o`


ACCOUNTS = MailKind(ACCOUNT, "mailaccount", "o.id")
RULES = MailKind(RULE, "mailrule", "o.position, o.id")
