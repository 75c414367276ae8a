"""Each number of the benchmark page is in `results.json`, from where `make bench` has put it."""

import json
import re
from itertools import product

import pytest

from benchmarks.build import BUILDS, ROOT, write_book
from benchmarks.peers import PEERS
from benchmarks.report import PAGE, bodies, digits, fill, read, table, to_json
from benchmarks.search import KEYS, MEASURED_ONCE, MEASURES
from benchmarks.work import CARRIED, COLD, FILLED, GROWING, TIMED

SMALL = {
    "where": {"date": "today"},
    "measured": [
        {"part": "warm", "what": "a", "threads": 1, "who": "one", "values": [0.003, 0.001, 0.0025]},
        {"part": "warm", "what": "a", "threads": 1, "who": "two", "values": [1, 12.3456, 13]},
        {"part": "warm", "what": "a", "threads": 2, "who": "one", "values": [7, 7, 7]},
        {"part": "warm", "what": "bcd", "threads": 1, "who": "one", "values": [0.1, 0.2]},
        {"part": "warm", "what": "bcd", "threads": 1, "who": "two", "values": [20.0]},
        {"part": "cold", "what": "a", "threads": 1, "who": "one", "values": [9]},
    ],
}


@pytest.fixture(scope="module")
def results():
    return read()


def test_the_page_says_what_was_measured(results):
    page = PAGE.read_text(encoding="utf-8")
    assert fill(page, results) == page


@pytest.mark.parametrize("work", TIMED.values(), ids=TIMED)
def test_the_page_describes_the_work(work):
    sizes = " | ".join(str(size) for size in (work.m, work.h, work.n, work.N))
    page = PAGE.read_text(encoding="utf-8").replace("{given}", "")
    assert f"| {work.name} | {sizes} |" in page


def test_the_results_are_complete(results):
    measured = {}
    rounds = int(re.match(r"\d+", results["where"]["rounds"])[0])
    for record in results["measured"]:
        measured.setdefault(record["part"], set()).add((record["what"], record["who"]))
        built = record["part"] == "build" and record["what"] != "edit"
        once = record.get("measure") in MEASURED_ONCE
        assert len(record["values"]) == (1 if once else BUILDS if built else rounds)
        assert min(record["values"]) > 0
    assert rounds >= 5
    missing = results["where"]["missing"]
    everybody = [peer for peer, name in PEERS.items() if name not in missing]
    trained = [peer for peer in everybody if peer != "floor"]
    assert measured["carried"] == {
        (work, who) for work in CARRIED for who in ("alone", "cluster", "arithmetic")
    }
    assert {(r["measure"], r["what"], r["who"]) for r in results["measured"] if "measure" in r} == {
        *product(MEASURES, KEYS, ("numpy", "onelayer", "flat", "ivf", "hnsw"))
    }
    for part, works, peers in (
        ("warm", TIMED, everybody),
        ("growth", GROWING, everybody),
        ("cold", COLD, trained),
        ("memory", FILLED, trained),
    ):
        assert measured[part] == {(work, peer) for work in works for peer in peers}
    settings = {(r["dtype"], r["threads"]) for r in results["measured"] if r["part"] == "warm"}
    assert settings == {(dtype, n) for dtype in ("float64", "float32") for n in (1, 2)}


def test_the_results_name_no_place_on_the_machine(results):
    assert not re.search(r"(^|\s)~?/\w|\\", " ".join(results["where"].values()))


def test_a_table_holds_medians():
    assert table(SMALL, "warm", 1000, threads=1) == (
        "what        one       two\n"
        "a         2.500     12346\n"
        "bcd       150.0     20000"
    )  # fmt: skip


def test_who_has_not_done_a_work_has_no_number():
    text = table({"measured": SMALL["measured"][:2] + SMALL["measured"][3:4]}, "warm")
    assert text.splitlines()[-1].split() == ["bcd", "0.1500", "nan"]


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.0012345, "0.001234"), (1, "1.000"), (9.9996, "10.000"), (99.95, "99.95"), (54321, "54321")],
)
def test_numbers_keep_four_digits(value, written):
    assert digits(value) == written


def test_results_are_json_with_a_line_for_each_record():
    text = to_json(SMALL)
    assert json.loads(text) == SMALL
    assert sum('"part"' in line for line in text.splitlines()) == len(SMALL["measured"])


def test_filling_touches_the_titled_fences_alone(results):
    page = "\n".join(
        f'before {title}\n\n=== "tab"\n\n    ```text title="{title}"\n    old\n    ```\n'
        for title, _ in bodies(results)
    )
    filled = fill(page, results)
    assert "old" not in filled
    outside = [line for line in filled.splitlines() if line.startswith(("before", "==="))]
    assert outside == [line for line in page.splitlines() if line.startswith(("before", "==="))]
    for _, body in bodies(results):
        assert "\n".join(f"    {line}" for line in body.splitlines()) in filled


def test_a_page_without_a_fence_for_a_table_is_refused(results):
    with pytest.raises(ValueError, match="not enough values"):
        fill("no fence here\n", results)


def test_jupyter_book_is_given_each_page_once(tmp_path):
    book = write_book(ROOT, tmp_path / "book")
    names = re.findall(r"^(?:root:|- file:) (.+)", (book / "_toc.yml").read_text(), re.MULTILINE)
    assert sorted(names) == sorted({file.stem for file in book.glob("[!_]*")})
