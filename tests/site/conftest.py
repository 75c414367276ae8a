"""The built site, served on this machine alone, and browsers to read it with."""

import functools
import http.server
import os
import threading
import warnings

import pytest
from browsers import find
from built import SITE
from playwright.sync_api import sync_playwright
from visits import Visit

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Firefox keeps what went wrong on any page for whoever asks in its own name.
ERRORS = """return Services.console.getMessageArray()
  .filter((one) => one instanceof Ci.nsIScriptError && one.category === "content javascript")
  .map((one) => one.errorMessage)"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serve files without a log."""

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="session")
def site():
    assert (SITE / "index.html").exists(), "run `make site` first"
    return SITE


@pytest.fixture(scope="session")
def site_url(site):
    handler = functools.partial(Quiet, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find("chromium"), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, site_url):
    # A browser that has been here before knows the faces of other pages.
    visit = Visit(browser, site_url)
    yield visit
    visit.context.close()


class Firefox:
    """A reader with Firefox, who is asked as Playwright's pages are."""

    def __init__(self, driver, site_url):
        self.driver, self.site_url = driver, site_url

    def open(self, name):
        """Go to a page, which has then loaded."""
        with self.driver.using_context("chrome"):
            self.driver.execute_script("Services.console.reset()")
        self.driver.navigate(self.site_url + name)

    def evaluate(self, selector, function, *arguments):
        """Call a function of an element and of more; what it promises is awaited."""
        call = f"return ({function})(document.querySelector(arguments[0]), ...arguments[1])"
        return self.driver.execute_script(call, [selector, arguments], sandbox=None)

    def trouble(self):
        """Give the errors of scripts since the page was opened."""
        with self.driver.using_context("chrome"):
            return self.driver.execute_script(ERRORS)


@pytest.fixture(scope="session")
def firefox(site_url):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of packages that it imports
        from marionette_driver.marionette import Marionette

        driver = Marionette(
            bin=find("firefox"),
            headless=True,
            port=0,
            gecko_log=os.devnull,
            app_args=["-remote-allow-system-access"],
        )
    try:
        driver.start_session()
        yield Firefox(driver, site_url)
    finally:
        driver.cleanup()
        driver.instance = None  # takes its profile with it, for which it is too late at the end
