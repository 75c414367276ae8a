"""The time in which the best of many keys is found: plainly, and by the indexes of FAISS.

Keys and questions have length one. What an index finds is held against the plain product.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from benchmarks.peers import MISSING
from onelayer import attention_memory, normalize

Keys = NDArray[np.float32]
Search = Callable[[Keys], NDArray[np.integer]]
"""From questions, a row each, to the places of their best keys."""

SIZE, ASKED = 64, 200
KEYS = {f"{kind}-{n}": (kind, n) for n in (10**5, 10**6) for kind in ("random", "clustered")}
MEASURED_ONCE = ("found", "bytes", "built")
"""The share of best keys that are found; the bytes a key takes; the seconds to set up."""
MEASURES = ("one", "many", *MEASURED_ONCE)
"""The seconds a question takes, asked alone and with all others; and what is measured once."""
INDEXES = () if "faiss" in MISSING else ("flat", "ivf", "hnsw")
WHO = ("numpy", "onelayer", *INDEXES)


@dataclass(frozen=True)
class Searched:
    """Something that finds keys, and how many bytes it holds."""

    search: Search
    bytes: int


def measure(*, rounds: int) -> Iterator[dict[str, Any]]:
    """Yield, for each set of keys and each way to search it, what was measured in each round."""
    for what, (kind, n) in KEYS.items():
        keys, asked = draw(kind, n)
        with threadpool_limits(1):
            best = plain(keys).search(asked)
        for who in WHO:
            begin = time.perf_counter()
            searched = prepare(who, keys)
            built = time.perf_counter() - begin
            with threadpool_limits(1):
                found = (searched.search(asked) == best).mean()
                seconds = [
                    (clock(searched.search, asked, 1), clock(searched.search, asked, ASKED))
                    for _ in range(rounds)
                ]
            measured = (*zip(*seconds, strict=True), [found], [searched.bytes / n], [built])
            for name, values in zip(MEASURES, measured, strict=True):
                yield {"measure": name, "what": what, "who": who, "values": values}


def draw(kind: str, n: int) -> tuple[Keys, Keys]:
    """Give keys and questions of one kind: random, or in a hundred clusters."""
    rng = np.random.default_rng(0)
    both = normalize(rng.standard_normal((n + ASKED, SIZE), "f"))
    if kind == "clustered":
        middles = normalize(rng.standard_normal((100, SIZE), "f"))
        both = normalize(middles[rng.integers(100, size=len(both))] + np.float32(0.5) * both)
    return both[:n], both[n:]


def prepare(who: str, keys: Keys) -> Searched:
    """Set up one way to search keys."""
    if who in INDEXES:
        return indexed(who, keys)
    return plain(keys) if who == "numpy" else remembered(keys)


def plain(keys: Keys) -> Searched:
    """Search by the product with all keys, in blocks of questions."""

    def search(asked: Keys) -> NDArray[np.integer]:
        blocks = np.array_split(asked, -(-len(asked) // 25))
        return np.concatenate([(block @ keys.T).argmax(axis=1) for block in blocks])

    return Searched(search, keys.nbytes)


def remembered(keys: Keys) -> Searched:
    """Ask a memory by attention, whose values are the numbers of the keys."""
    numbers = np.arange(len(keys), dtype="f")[:, np.newaxis]
    memory = attention_memory(keys, numbers, 1e6)  # so sharp that the best key answers alone

    def search(asked: Keys) -> NDArray[np.integer]:
        return memory(asked).round().astype(int)[:, 0]

    return Searched(search, keys.nbytes + numbers.nbytes)


def indexed(kind: str, keys: Keys) -> Searched:
    """Build an index of FAISS: all keys, drawers around centres, or a graph of neighbours."""
    import faiss

    words = {"flat": "Flat", "ivf": "IVF1024,Flat", "hnsw": "HNSW32"}[kind]
    index = faiss.index_factory(SIZE, words, faiss.METRIC_INNER_PRODUCT)
    index.train(keys)
    index.add(keys)
    if kind == "ivf":
        index.nprobe = 16
    if kind == "hnsw":
        index.hnsw.efSearch = 64
    return Searched(
        lambda asked: index.search(asked, 1)[1][:, 0], len(faiss.serialize_index(index))
    )


def clock(search: Search, asked: Keys, at_once: int) -> float:
    """Give the seconds a question takes, if so many are asked at once."""
    begin = time.perf_counter()
    for start in range(0, ASKED, at_once):
        search(asked[start : start + at_once])
    return (time.perf_counter() - begin) / ASKED
