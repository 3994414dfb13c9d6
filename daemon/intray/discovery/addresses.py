"""Under which addresses others on the network reach this machine."""

import ipaddress
from collections.abc import Sequence

import ifaddr

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Bridges and pairs of containers and virtual machines: nobody outside reaches their addresses.
_INNER = ("docker", "veth", "br-", "virbr", "cni", "flannel", "podman", "lxc", "lxd", "ifb")


def announced_addresses(hosts: Sequence[str] | None = None) -> list[str]:
    """The machine's addresses, best first; only those of `hosts` if some are given.

    Empty when the daemon listens on loopback only, or there is no network yet.
    """
    found = [address for address in _of_interfaces() if _is_reachable(address)]
    if hosts is not None:
        wanted = {str(address) for host in hosts for address in _parsed(host)}
        everything = {family for family in ("0.0.0.0", "::") if family in wanted}  # noqa: S104
        found = [
            address
            for address in found
            if str(address) in wanted
            or (address.version == 4 and "0.0.0.0" in everything)  # noqa: S104
            or (address.version == 6 and "::" in everything)
        ]
    routable = [address for address in found if not address.is_link_local]
    return [str(address) for address in sorted(routable or found, key=lambda one: one.version)]


def _of_interfaces() -> list[Address]:
    found: list[Address] = []
    for adapter in ifaddr.get_adapters():
        if not adapter.nice_name.startswith(_INNER):
            for ip in adapter.ips:
                found += _parsed(ip.ip if isinstance(ip.ip, str) else ip.ip[0])
    return found


def _is_reachable(address: Address) -> bool:
    # A link-local IPv6 address is of no use without the name of the asker's interface.
    return not address.is_loopback and not (address.version == 6 and address.is_link_local)


def _parsed(host: str) -> list[Address]:
    try:
        return [ipaddress.ip_address(host.partition("%")[0])]
    except ValueError:
        return []
