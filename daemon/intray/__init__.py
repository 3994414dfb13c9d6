"""Intray: the in-tray that files itself."""

from importlib.metadata import version

__version__ = version("intray")
