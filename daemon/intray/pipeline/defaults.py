"""What a document is called and dated before a page of it is read."""

from intray.clock import to_datetime
from intray.config import Config
from intray.reading.filename_dates import date_from_name, title_from_name

TITLE_LENGTH = 128  # characters, as the API allows


def default_title(file_name: str) -> str:
    return title_from_name(file_name)[:TITLE_LENGTH]


def default_created(file_name: str, modified_at: int, config: Config) -> str:
    """The date in the file name if the owner wants that, else the day the file was made."""
    if config.dates.filename_order is not None:
        found = date_from_name(file_name, config.dates.filename_order)
        if found is not None:
            return found
    return to_datetime(modified_at, config.time_zone).date().isoformat()
