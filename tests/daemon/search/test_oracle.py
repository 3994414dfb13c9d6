"""Whoosh itself as the judge: the same hits, and for words the same scores."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from whoosh import query as wq
from whoosh.index import FileIndex
from whoosh.scoring import BM25F

from intray.search.executor import Executor
from intray.search.layout import INDEX_NAME
from intray.search.postings import Bytes, Memory
from intray.search.snapshot import Opener, Snapshot
from intray.search.storage import MappedStorage
from intray.search.syntax import And, Node, Not, Or, Text
from intray.search.writer import Entry, IndexWriter

WORDS = [a + b + c for a in "bdgt" for b in "aiou" for c in ("", "n", "s", "rt")]
FIELDS = ("title", "content")


def library(folder: Path, seed: int, commits: int = 12) -> IndexWriter:
    """Documents added, changed and dropped in several commits, with some merges."""
    rng = random.Random(seed)
    weights = [1 / rank for rank in range(1, len(WORDS) + 1)]

    def text(count: int) -> str:
        return " ".join(rng.choices(WORDS, weights, k=count))

    writer = IndexWriter(folder)
    alive: set[int] = set()
    for _ in range(commits):
        changed = rng.sample(range(1, 120), rng.randint(1, 25))
        gone = rng.sample(sorted(alive - set(changed)), min(len(alive - set(changed)), 3))
        writer.put(
            [Entry(n, {"title": text(3), "content": text(rng.randint(0, 40))}) for n in changed],
            gone,
        )
        writer.commit(seq=1, upto=None)
        alive = (alive | set(changed)) - set(gone)
        if rng.random() < 0.3:
            writer.merge()
    assert writer.current.documents == len(alive)
    return writer


@pytest.fixture(params=range(4))
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    library(tmp_path / "index", request.param)
    yield tmp_path / "index"


def ours(snapshot: Snapshot, node: Node) -> dict[int, float]:
    numbers, scores = Executor(snapshot).ranked(node)
    assert list(scores) == sorted(scores, reverse=True)
    return dict(zip(numbers.tolist(), scores.tolist(), strict=True))


def theirs(folder: Path, snapshot: Snapshot, query: wq.Query) -> dict[int, float]:
    index = FileIndex(MappedStorage(folder), indexname=INDEX_NAME)
    with index.searcher(weighting=BM25F()) as searcher:
        hits = searcher.search(query, limit=None)
        return {int(snapshot.numbers[hit.docnum]): hit.score for hit in hits}


def word(text: str) -> tuple[Node, wq.Query]:
    either = wq.Or([wq.Term(field, text) for field in FIELDS])
    return Text("word", (text,), FIELDS), either


def test_plain_words_find_the_same_documents_with_the_same_scores(folder: Path) -> None:
    snapshot = Opener(folder, 1 << 20).newest()

    for text in WORDS:
        node, query = word(text)
        assert ours(snapshot, node) == pytest.approx(theirs(folder, snapshot, query), rel=1e-6)


def test_and_or_and_not_find_the_same_documents_with_the_same_scores(folder: Path) -> None:
    snapshot = Opener(folder, 1 << 20).newest()
    rng = random.Random(1)

    for _ in range(40):
        (a, qa), (b, qb), (c, qc) = (word(text) for text in rng.sample(WORDS[:30], 3))
        for node, query in (
            (And((a, b)), wq.And([qa, qb])),
            (Or((a, b)), wq.Or([qa, qb])),
            (And((Or((a, b)), c)), wq.And([wq.Or([qa, qb]), qc])),
        ):
            assert ours(snapshot, node) == pytest.approx(theirs(folder, snapshot, query), rel=1e-6)


def test_not_takes_away_what_whoosh_finds(folder: Path) -> None:
    # Judged by Whoosh's single words: its own AndNot loses hits now and then.
    snapshot = Opener(folder, 1 << 20).newest()
    rng = random.Random(1)

    for _ in range(40):
        (a, qa), (b, qb) = (word(text) for text in rng.sample(WORDS[:30], 2))
        without = theirs(folder, snapshot, qb)
        left = {n: s for n, s in theirs(folder, snapshot, qa).items() if n not in without}
        assert ours(snapshot, And((a, Not(b)))) == pytest.approx(left, rel=1e-6)


def test_phrases_beginnings_and_patterns_find_the_same_documents(folder: Path) -> None:
    snapshot = Opener(folder, 1 << 20).newest()
    rng = random.Random(2)

    for _ in range(30):
        two = rng.sample(WORDS[:12], 2)
        start = rng.choice(WORDS)[:2]
        for node, query in (
            (Text("phrase", tuple(two), ("content",)), wq.Phrase("content", two)),
            (Text("prefix", (start,), ("content",)), wq.Prefix("content", start)),
            (
                Text("wildcard", (f"?{start[1]}*",), ("content",)),
                wq.Wildcard("content", f"?{start[1]}*"),
            ),
            (Text("inside", (start[1],), ("content",)), wq.Wildcard("content", f"*{start[1]}*")),
        ):
            assert ours(snapshot, node).keys() == theirs(folder, snapshot, query).keys()


def test_an_index_kept_open_sees_what_a_fresh_one_sees(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    rng = random.Random(3)
    kept: Opener | None = None
    writer = IndexWriter(folder)
    for step in range(60):
        numbers = rng.sample(range(1, 40), rng.randint(1, 6))
        entries = [Entry(n, {"content": " ".join(rng.choices(WORDS, k=8))}) for n in numbers]
        gone = [n for n in range(1, 40) if n not in numbers and rng.random() < 0.05]
        writer.put(entries, gone)
        writer.commit(seq=step, upto=None)
        if rng.random() < 0.4:
            writer.merge()
        kept = kept or Opener(folder, 1 << 20)
        fresh = Opener(folder, 1 << 20)
        for text in rng.sample(WORDS, 4):
            node, _ = word(text)
            assert ours(kept.newest(), node) == ours(fresh.newest(), node)
        now = kept.newest()
        alive = now.numbers[now.alive].tolist()
        assert len(alive) == len(set(alive)) == writer.current.documents


def test_a_writer_opened_anew_replaces_and_drops_what_an_earlier_one_wrote(tmp_path: Path) -> None:
    first = IndexWriter(tmp_path / "index")
    first.put([Entry(1, {"content": "old"}), Entry(2, {"content": "gone"})])
    first.commit(seq=1, upto=None)

    second = IndexWriter(tmp_path / "index")
    second.put([Entry(1, {"content": "new"})], [2])
    second.commit(seq=2, upto=None)

    snapshot = Opener(tmp_path / "index", 1 << 20).newest()
    assert ours(snapshot, word("new")[0]).keys() == {1}
    assert not ours(snapshot, word("old")[0])
    assert not ours(snapshot, word("gone")[0])


@pytest.mark.parametrize("seed", range(3))
def test_purged_of_what_is_gone_it_finds_the_same(tmp_path: Path, seed: int) -> None:
    folder = tmp_path / "index"
    writer = library(folder, seed)
    writer.put([Entry(500, {"content": "xyzzyplugh"}), Entry(501, {"content": "secret"})])
    writer.commit(seq=2, upto=None)
    writer.put([], [500])
    writer.commit(seq=3, upto=None)
    snapshot = Opener(folder, 1 << 20).newest()
    before = {text: ours(snapshot, word(text)[0]).keys() for text in (*WORDS, "secret")}
    documents = writer.current.documents

    while writer.purge():
        pass

    snapshot = Opener(folder, 1 << 20).newest()
    assert {text: ours(snapshot, word(text)[0]).keys() for text in before} == before
    assert (writer.current.documents, writer.current.seq) == (documents, 3)
    assert snapshot.alive.all()
    assert not any(b"xyzzyplugh" in file.read_bytes() for file in folder.iterdir())


def test_what_is_remembered_of_the_index_stays_within_its_bound() -> None:
    memory = Memory(1000)
    for number in range(50):
        memory.get(number, lambda: Bytes(b"", 100))

    assert memory._used <= 1000
