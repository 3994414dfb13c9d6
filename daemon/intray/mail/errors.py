"""What this version of Intray cannot do with mail."""

from intray.errors import IntrayError


class MailNotAvailableError(IntrayError):
    """Accounts and rules can be kept; no mail server is ever asked."""

    code, status = "mail_not_available", 400

    def __init__(self) -> None:
        super().__init__(
            "This version of Intray cannot fetch mail yet: accounts and rules are only kept."
            " Save the attachment and upload it, or put it into the scan folder."
        )
