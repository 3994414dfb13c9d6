"""The announcement on the local network, so that phones and browsers find the box."""

from intray.discovery.addresses import announced_addresses
from intray.discovery.announcement import Announcement, announce

__all__ = ["Announcement", "announce", "announced_addresses"]
