"""What must not stand in the program, whoever writes it: code made of data, shells, raw HTML.

Exceptions are named with their reason; one that is no longer needed fails, too.
"""

import ast
import re
from pathlib import Path

import pytest

import intray

PACKAGE = Path(intray.__file__).parent
WEB = PACKAGE.parents[1] / "web" / "src"
CALLS = frozenset(
    "eval exec compile __import__ os.system os.popen pickle.load pickle.loads marshal.loads"
    " shelve.open yaml.load yaml.unsafe_load jinja2.Template Template request.post"
    " tempfile.mktemp subprocess.getoutput subprocess.getstatusoutput"
    " asyncio.create_subprocess_shell create_subprocess_shell".split()
)
MODULES = frozenset(
    "pickle cPickle dill marshal shelve yaml telnetlib xml lxml requests urllib3 httpx"
    " random".split()
)
PROCESSES = frozenset(
    "subprocess.run subprocess.Popen subprocess.call subprocess.check_call"
    " subprocess.check_output asyncio.create_subprocess_exec os.fork os.execv os.posix_spawn"
    " multiprocessing.Process".split()
)
ALLOWED = {
    ("reading/launch.py", "asyncio.create_subprocess_exec"): "starts workers, with limits",
    ("search/process.py", "asyncio.create_subprocess_exec"): "starts the index processes",
    ("search/postings.py", "pickle"): "Whoosh's blocks, by an unpickler that finds no classes",
    ("editing/process.py", "asyncio.create_subprocess_exec"): "edits PDF files, with limits",
    ("reading/programs.py", "subprocess.run"): "fixed programs, in a worker only",
    ("matching/expressions.py", "subprocess.run"): "people's expressions, killed at a deadline",
    ("cli/doctor.py", "subprocess.run"): "asks fixed programs for their version",
    ("scripts.py", "asyncio.create_subprocess_exec"): "the owner's scripts",
}
RAW_HTML = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write"
    r"|createContextualFragment|srcdoc)\b|\beval\(|new Function\("
)


def found_in(tree):
    """Names of what is called or imported and should not be."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in CALLS | PROCESSES:
                yield name
            for keyword in node.keywords:
                if keyword.arg == "shell" and ast.unparse(keyword.value) != "False":
                    yield "shell="
                if keyword.arg in ("enableScripting", "preexec_fn"):
                    yield keyword.arg
        elif isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.split(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in MODULES:
            yield node.module


def sources():
    return sorted(PACKAGE.rglob("*.py"))


def test_no_code_is_made_of_data_and_no_process_started_elsewhere():
    found = {
        (str(path.relative_to(PACKAGE)), name)
        for path in sources()
        for name in found_in(ast.parse(path.read_text("utf-8")))
    }

    assert found - ALLOWED.keys() == set()
    assert ALLOWED.keys() - found == set()


@pytest.mark.parametrize(
    "line",
    [
        "eval(text)",
        "exec(text)",
        "pickle.loads(raw)",
        "import pickle",
        "from pickle import loads",
        "yaml.load(text)",
        "subprocess.run(words)",
        "run(words, shell=True)",
        "os.system(text)",
        "await request.post()",
        "jinja2.Template(text)",
    ],
)
def test_the_check_sees(line):
    assert list(found_in(ast.parse(f"async def f():\n    {line}")))


def test_queries_are_put_together_only_from_names_of_ours():
    """Values of requests reach SQL as parameters: nothing is formatted into it with % or +."""
    mixed = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("execute", "executemany", "execute_fetchall", "executescript")
        and node.args
        and "request" in ast.unparse(node.args[0])
    ]

    assert mixed == []


def test_the_page_never_takes_text_for_html():
    scripts = [path for ending in ("*.ts", "*.tsx") for path in WEB.rglob(ending)]

    assert scripts
    assert [
        f"{path.relative_to(WEB)}: {match[0]}"
        for path in scripts
        if ".test." not in path.name
        for match in RAW_HTML.finditer(path.read_text("utf-8"))
    ] == []
