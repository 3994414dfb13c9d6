"""Whoever changes files does it through store/durable.py, where order and errors are tested.

Exceptions are named here with their reason; nothing that a paper rests on is among them.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import intray

PACKAGE = Path(intray.__file__).parent
ALLOWED = {
    "store/durable.py": "the module itself",
    "search/": "the index is rebuildable and has its own durable storage",
    "confine.py": "a process about itself, in /proc",
    "reading/": "workers write to their scratch folder only",
    "store/database.py": "SQLite's file, before it is opened",
    "store/migrate.py": "a copy of SQLite's file",
    "store/zip_stream.py": "members of an archive that is sent, not kept",
    "store/zipping.py": "members of an archive; where it goes is a file of durable.py",
}
OS_CALLS = frozenset(
    "chmod chown fchmod fdatasync fsync ftruncate link makedirs mkdir mkfifo posix_fallocate pwrite"
    " remove removedirs rename renames replace rmdir symlink truncate unlink utime write".split()
)
SHUTIL_CALLS = frozenset("copy copy2 copyfile copyfileobj copytree move rmtree".split())
PATH_METHODS = frozenset(
    "chmod hardlink_to mkdir rmdir symlink_to touch unlink write_bytes write_text".split()
)


def test_no_other_module_changes_files() -> None:
    found = {
        f"{relative}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if not (relative := str(path.relative_to(PACKAGE))).startswith(tuple(ALLOWED))
        for line in changing_calls(ast.parse(path.read_text("utf-8")))
    }

    assert found == set()


def test_the_check_sees_every_way_to_change_a_file() -> None:
    ways = (
        "os.rename(a, b)",
        "os.unlink(a)",
        "shutil.rmtree(a)",
        "a.write_text(b)",
        "a.unlink()",
        "a.replace(b)",
        "a.open('wb')",
        "open(a, mode='a')",
        "os.open(a, os.O_WRONLY | os.O_CREAT)",
    )

    assert [way for way in ways if not list(changing_calls(ast.parse(way)))] == []
    assert list(changing_calls(ast.parse("a.open('rb'); text.replace('a', 'b'); open(a)"))) == []


def changing_calls(tree: ast.AST) -> Iterator[int]:
    """Lines of calls that change files."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (_is_by_name(node) or _opens_for_writing(node)):
            yield node.lineno


def _is_by_name(call: ast.Call) -> bool:
    function = call.func
    if not isinstance(function, ast.Attribute):
        return False
    owner = function.value.id if isinstance(function.value, ast.Name) else ""
    if owner == "durable":
        return False
    if owner == "os":
        return function.attr in OS_CALLS
    if owner == "shutil":
        return function.attr in SHUTIL_CALLS
    if function.attr in ("rename", "replace"):  # other things have such methods with more values
        return len(call.args) == 1 and not call.keywords
    return function.attr in PATH_METHODS


def _opens_for_writing(call: ast.Call) -> bool:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name != "open":
        return False
    constants = [node for node in ast.walk(call) if isinstance(node, ast.Constant | ast.Attribute)]
    modes = (node.value for node in constants if isinstance(node, ast.Constant))
    flags = (node.attr for node in constants if isinstance(node, ast.Attribute))
    writes = {"O_CREAT", "O_WRONLY", "O_RDWR", "O_TRUNC", "O_APPEND"}
    return any(isinstance(m, str) and set(m) & set("wax+") and len(m) < 4 for m in modes) or any(
        flag in writes for flag in flags
    )
