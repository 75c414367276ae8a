"""Find the browsers for the tests, or install them: `make test` calls this first."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = {
    # The first of them opens no windows, and is twice as fast.
    "chromium": (
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ),
    "firefox": ("firefox-esr", "firefox"),
}


def find(browser):
    """Give the path of a browser on this machine, or None."""
    for name in NAMES[browser]:
        if path := shutil.which(name):
            return path
    # Playwright drives its own build of Firefox alone, which is not the one that is read with.
    return find_playwrights() if browser == "chromium" else None


def find_playwrights():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install(browser):
    """Try Debian's packages, then, of Chromium, Playwright's own build."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends"]
        subprocess.run(["apt-get", "update", "--quiet"], check=False, env=quiet)
        for package in NAMES[browser]:
            if find(browser) is None:
                subprocess.run([*command, package], check=False, env=quiet)
    if find(browser) is None and browser == "chromium":
        subprocess.run([sys.executable, "-m", "playwright", "install", browser], check=False)
    return find(browser)


if __name__ == "__main__":
    for browser, (package, *_) in NAMES.items():
        path = find(browser) or install(browser)
        if path is None:
            sys.exit(f"no browser: install the package `{package}` of your system and try again")
        print(f"{browser}: {path}")
