"""The way out: ProperDocs, which goes on where MkDocs ends, builds the same site."""

import re
import shutil
import subprocess
import sys

import pytest
from builds import INDEX, Project

GENERATOR = re.compile(rb"(?<=content=\"mkdocs-)[^,]+")


def build(project, generator, site):
    return subprocess.run(
        [sys.executable, "-m", generator, "build", "--strict", "-f", "mkdocs.yml", "-d", str(site)],
        cwd=project.folder,
        env=project.environment,
        capture_output=True,
        text=True,
        check=False,
    )


def files(site):
    return {
        file.relative_to(site).as_posix(): file.read_bytes()
        for file in sorted(site.rglob("*"))
        if file.is_file()
    }


@pytest.mark.full
def test_the_same_site(tmp_path):
    project = Project(tmp_path)
    sites = []
    for generator in ("mkdocs", "properdocs"):
        site = tmp_path / generator
        run = build(project, generator, site)
        assert run.returncode == 0, run.stderr
        assert "Examples run: 3 on pages" in run.stderr
        assert "Labs: 1" in run.stderr
        sites.append(files(site))
        shutil.rmtree(project.folder / ".cache")
    ours, theirs = sites
    assert set(ours) == set(theirs)
    assert b'data-copy="1 + 1"' in ours["index.html"]
    for name, content in ours.items():
        if not name.endswith(".zip"):  # of the same pages
            pair = [GENERATOR.sub(b"", one) for one in (content, theirs[name])]
            assert pair[0] == pair[1], name

    # It refuses what MkDocs refuses, and leaves the last good site as well.
    project.write({"docs/index.md": f"{INDEX}\n[a](missing.md)\n"})
    run = build(project, "properdocs", tmp_path / "properdocs")
    assert run.returncode == 1
    assert "docs/index.md:10: the link 'missing.md' leads nowhere" in run.stderr
    assert files(tmp_path / "properdocs") == theirs
