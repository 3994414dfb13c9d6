"""Intray: the in-tray that files itself."""


def __getattr__(name: str) -> str:
    """`__version__`, looked up only when somebody asks: that costs every start 30 ms."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import version

    return version("intray")
