"""The first lines of a started daemon: where it is reached and where the paper goes."""

import socket

from intray.config import Config


def welcome(config: Config, addresses: list[str], setup_code: str | None) -> str:
    """Several lines for whoever started it. `setup_code` is None once there is a user."""
    lines = ["", "Intray is running."]
    lines += [f"  {url}" for url in _urls(config, addresses)]
    lines.append(f"  Scans go to {config.paths.consume_dir}")
    if setup_code is not None:
        lines.append(f"  There is no user yet. Open the page; the code is {setup_code}")
    return "\n".join([*lines, ""])


def _urls(config: Config, addresses: list[str]) -> list[str]:
    names = [f"[{address}]" if ":" in address else address for address in addresses]
    if names and config.server.announce:
        names.insert(0, f"{socket.gethostname().partition('.')[0]}.local")
    urls = [f"http://{name}:{config.server.port}/" for name in names or ["localhost"]]
    return [config.server.url, *urls] if config.server.url else urls
