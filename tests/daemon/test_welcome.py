from intray.config import load
from intray.welcome import welcome


def told(addresses, setup_code=None, **overrides):
    settings = load({"paths.data_dir": "/srv/paper", **overrides}, {})
    return welcome(settings, addresses, setup_code)


def test_the_first_lines_say_where_intray_is_and_where_scans_go():
    text = told(["192.168.1.5", "fd00::5"])

    assert "http://192.168.1.5:8000/" in text
    assert "http://[fd00::5]:8000/" in text
    assert ".local:8000/" in text
    assert "/srv/paper/consume" in text
    assert "code" not in text


def test_the_code_for_the_first_user_is_shown_as_long_as_there_is_none():
    assert "the code is ABCD-EFGH" in told([], "ABCD-EFGH")


def test_without_a_network_the_machine_itself_is_named():
    assert "http://localhost:8000/" in told([])


def test_the_address_of_the_proxy_comes_first():
    text = told(["192.168.1.5"], **{"server.url": "https://paper.example.org"})

    assert text.index("https://paper.example.org") < text.index("http://192.168.1.5")
