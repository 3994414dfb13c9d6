"""Environments of foreign clients, made once and kept beside our own."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / ".venv-clients"
NODE = Path(__file__).parent / "node"
NEWEST_FIRST = ("3.13", "3.12")


def environment(package: str, version: str, *, at_least: str) -> Path:
    """The Python in which this version of the client is installed; skips where none can be."""
    folder = ROOT / f"{package}-{version}"
    python = folder / "bin" / "python"
    if (folder / "installed").exists() and _runs(python):
        return python
    base = _interpreter(at_least)
    if base is None:
        pytest.skip(f"{package} {version} needs Python {at_least} or newer; there is none here")
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([base, "-m", "venv", folder], check=True)
    installed = subprocess.run(
        [
            *(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--only-binary", ":all:", f"{package}=={version}"),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    if installed.returncode:
        pytest.skip(f"{package} {version} cannot be installed here: {installed.stderr[-300:]}")
    (folder / "installed").touch()
    return python


def node_modules() -> tuple[Path | str, ...]:
    """How to run a script of node/ with the packages of its lock file; skips without Node.js."""
    with_node = ROOT.parent / "image-build" / "with-node"
    if not (NODE / "node_modules" / "paperless-ngx").exists():
        installed = subprocess.run(
            [with_node, "npm", "ci", "--no-audit", "--no-fund"],
            cwd=NODE,
            check=False,
            capture_output=True,
            text=True,
        )
        if installed.returncode:
            pytest.skip(f"the packages for Node cannot be installed: {installed.stderr[-300:]}")
    return (with_node, "node")


def _interpreter(at_least: str) -> Path | None:
    """The newest suitable Python on the path or among those of pyenv."""
    for version in NEWEST_FIRST:
        if _number(version) < _number(at_least):
            continue
        pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
        on_path = shutil.which(f"python{version}")
        candidates = [Path(on_path)] if on_path else []
        candidates += sorted(pyenv.glob(f"{version}.*/bin/python{version}"))
        for candidate in candidates:
            if _runs(candidate):
                return candidate
    return None


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _runs(python: Path) -> bool:
    """A name on the path may be a stub without an interpreter behind it."""
    try:
        return not subprocess.run(
            [python, "-c", "import venv, ensurepip"], capture_output=True, check=False
        ).returncode
    except OSError:
        return False
