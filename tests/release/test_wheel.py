"""The wheel holds the library alone, and with NumPy it is all that the README's snippet needs."""

import functools
import http.server
import json
import re
import subprocess
import sys
import tarfile
import threading
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

import onelayer
from builder.read import read

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def wheel(dist):
    (wheel,) = dist.glob("*.whl")
    return wheel


def test_the_wheel_holds_the_library_alone(wheel):
    sources = {f"onelayer/{file.name}" for file in (ROOT / "src" / "onelayer").glob("*.*")}
    licences = {"licenses/LICENSE", "licenses/src/onelayer/digits.txt"}
    about = {"METADATA", "WHEEL", "RECORD", *licences}
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        (about_it,) = (name for name in names if name.endswith("/METADATA"))
        required = [
            line
            for line in archive.read(about_it).decode().splitlines()
            if line.startswith(("Requires-Dist", "Provides-Extra"))
        ]
    assert names == sources | {about_it.replace("METADATA", name) for name in about}
    assert required == ["Requires-Dist: numpy>=2.0"]


def test_the_sdist_holds_what_tests_the_library(dist):
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    data = {"src/onelayer/digits.npz", "src/onelayer/digits.txt"}
    assert {"src/onelayer/network.py", "tests/library/test_network.py", "LICENSE", *data} <= names
    assert not [name for name in names if name.startswith(("docs", "builder", "site", "."))
                and name != ".gitignore"]  # fmt: skip


def test_a_clean_environment_runs_the_snippet_of_the_readme(wheel, tmp_path):
    packages = tmp_path / "numpy"
    packages.mkdir()
    for part in Path(np.__file__).parents[1].glob("numpy*"):
        (packages / part.name).symlink_to(part)
    venv.create(tmp_path / "clean", symlinks=True)
    python = tmp_path / "clean" / "bin" / "python"
    install = ["install", "--no-index", "--no-deps", "--quiet", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", "--python", str(python), *install], check=True)
    (pth,) = (tmp_path / "clean" / "lib").glob("python*/site-packages")
    (pth / "numpy.pth").write_text(f"{packages}\n")

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    snippets = [one for one in read(text, "README.md").examples if one.statements]
    (tmp_path / "snippet.txt").write_text("\n".join(one.source for one in snippets))
    run = [str(python), "-I", "-m", "doctest", "-v", "snippet.txt"]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert f"{sum(len(one.statements) for one in snippets)} passed" in done.stdout
    found = [str(python), "-I", "-c", "import onelayer; print(onelayer.__file__)"]
    place = subprocess.run(found, capture_output=True, text=True, check=True).stdout
    assert Path(place.strip()).is_relative_to(tmp_path / "clean")


def test_the_site_offers_the_wheel_that_its_pages_run(tmp_path):
    folder = ROOT / "site" / "downloads"
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    (wheel,) = folder.glob("*.whl")
    assert json.loads((ROOT / "site/assets/live/runtime.json").read_text())["wheel"].endswith(
        f"downloads/{wheel.name}"
    )
    venv.create(tmp_path / "clean", symlinks=True)
    python = tmp_path / "clean" / "bin" / "python"
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/{wheel.name}"
        install = ["install", "--no-deps", "--quiet", address]
        subprocess.run([sys.executable, "-m", "pip", "--python", str(python), *install], check=True)
        server.shutdown()
    (package,) = (tmp_path / "clean" / "lib").glob("python*/site-packages/onelayer")
    names = {file.name for file in package.iterdir()} - {"__pycache__"}
    assert names == {file.name for file in (ROOT / "src" / "onelayer").glob("*.*")}


def test_the_first_page_says_how_to_install_it_where_its_address_is_known():
    template = (ROOT / "overrides" / "home.html").read_text("utf-8")
    (said,) = re.findall(r'replaced\(\s*"(.*?)"', template)
    page = (ROOT / "site" / "index.html").read_text("utf-8")
    assert (said.replace("\\n", "\n") in page) != ("/downloads/onelayer-" in page)


def test_one_version_everywhere():
    version = onelayer.__version__
    assert metadata.version("onelayer") == version
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text()
    assert f"\n## {version}\n" in (ROOT / "CHANGELOG.md").read_text()
