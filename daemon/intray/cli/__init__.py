"""The commands of the `intray` program."""
