import logging
import os

import pytest

from intray.config import load
from intray.welcome import greet, page_addresses


def addresses_told(addresses, **overrides):
    return page_addresses(load({"paths.data_dir": "/srv/paper", **overrides}, {}), addresses)


def test_the_name_of_the_box_comes_first_and_every_address_follows():
    name, *others = addresses_told(["192.168.1.5", "fd00::5"])

    assert name.endswith(".local:8000/")
    assert others == ["http://192.168.1.5:8000/", "http://[fd00::5]:8000/"]


def test_a_box_that_is_not_announced_has_no_name_to_tell():
    assert addresses_told(["192.168.1.5"], **{"server.announce": "false"}) == [
        "http://192.168.1.5:8000/"
    ]


def test_the_usual_port_is_not_told():
    assert addresses_told(["192.168.1.5"], **{"server.port": "80"})[1] == "http://192.168.1.5/"


def test_without_a_network_the_machine_itself_is_named():
    assert addresses_told([]) == ["http://localhost:8000/"]


def test_behind_a_proxy_its_address_is_the_one_to_use():
    assert addresses_told(["192.168.1.5"], **{"server.url": "https://paper.example.org"}) == [
        "https://paper.example.org"
    ]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be warned")
def test_root_is_warned(caplog):
    caplog.set_level(logging.INFO)

    greet(load({"paths.data_dir": "/srv/paper"}, {}), [])

    assert "runs as root" in caplog.text
