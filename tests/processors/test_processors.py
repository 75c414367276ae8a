"""The book prints the same on every processor that this machine can stand for."""

import os
import subprocess
import sys

import pytest

from builder.run import processors
from builder.settings import ROOT

PAGES = ["README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("src/onelayer/*.py")]
LABS = sorted(ROOT.glob("docs/labs/*.py"))


@pytest.fixture(params=processors.PROCESSORS)
def processor(request):
    if processors.in_use(request.param):
        pytest.skip(f"{request.param} is this machine's own: what the build proves")
    if request.param not in processors.others():
        pytest.skip(f"not proven here: this machine cannot stand for {request.param}")
    return request.param


def assert_same(processor, files):
    run = processors.run_on(processor, files)
    assert (run.stdout, run.stderr, run.returncode) == ("", "", 0)


@pytest.mark.skipif(not processors.others(), reason="this machine can stand for no other")
def test_a_page_that_trains_long_on_the_oldest():
    assert_same(processors.others()[0], ["docs/chapters/training.md"])


# Several pages a process, for each costs seconds to start.
@pytest.mark.full
@pytest.mark.parametrize("part", range(4))
def test_pages(processor, part):
    assert_same(processor, PAGES[part::4])


@pytest.mark.full
@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.stem)
def test_labs(processor, lab):
    alone = os.environ | {"OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "agg"}
    here = subprocess.run(
        [sys.executable, lab], env=alone, capture_output=True, text=True, check=True
    )
    there = processors.run_on(processor, [lab])
    assert here.stdout
    assert (there.stdout, there.stderr, there.returncode) == (here.stdout, "", 0)


def test_none_speaks_for_a_processor_whose_code_is_not_in_use():
    absent = next(name for name in processors.PROCESSORS if not processors.in_use(name))
    with pytest.raises(SystemExit, match=f"^the code for {absent} is not in use here$"):
        processors.main(absent)
