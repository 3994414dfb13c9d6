"""What the daemon tells the person in front of the box when it starts."""

import logging
import os
import socket
from collections.abc import Sequence

from intray.config import Config

log = logging.getLogger(__name__)


def page_addresses(config: Config, addresses: Sequence[str]) -> list[str]:
    """URLs of the page, the one to try first at the front."""
    if config.server.url is not None:
        return [config.server.url]
    port = "" if config.server.port == 80 else f":{config.server.port}"
    hosts = [f"[{address}]" if ":" in address else address for address in addresses]
    if addresses and config.server.announce:
        hosts.insert(0, f"{socket.gethostname().partition('.')[0]}.local")
    return [f"http://{host}{port}/" for host in hosts or ["localhost"]]


def greet(config: Config, addresses: Sequence[str]) -> None:
    log.info("Intray is ready: %s", "  ".join(page_addresses(config, addresses)))
    log.info("Put scans into %s", config.paths.consume_dir)
    log.info("Everything is kept in %s", config.paths.media_dir)
    if os.geteuid() == 0:
        log.warning(
            "Intray runs as root, so a program that reads hostile papers does, too."
            " Give it a user of its own."
        )


def tell_setup_code(code: str) -> None:
    log.info("There is no user yet. Open the page and make the first one with the code %s", code)
