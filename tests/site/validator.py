"""Find the W3C's HTML checker for the tests, or install it: `make test-all` calls this first."""

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

PACKAGE = "vnu-jar@26.9.27"
FOLDER = Path(__file__).parents[2] / ".cache" / PACKAGE
JAR = FOLDER / "package" / "build" / "dist" / "vnu.jar"


def install():
    """Take Java and npm from Debian where they are missing, and the checker from npm."""
    if not (shutil.which("java") and shutil.which("npm")) and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends"]
        subprocess.run([*command, "default-jre-headless", "npm"], check=False, env=quiet)
    if not JAR.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        npm = ["npm", "pack", "--silent", PACKAGE]
        packed = subprocess.run(npm, cwd=FOLDER, check=True, capture_output=True, text=True)
        with tarfile.open(FOLDER / packed.stdout.strip()) as archive:
            archive.extractall(FOLDER, filter="data")


if __name__ == "__main__":
    install()
    if not shutil.which("java"):
        sys.exit("no Java: install the package `default-jre-headless` of your system and try again")
    print(f"HTML checker: {JAR}")
