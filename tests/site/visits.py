"""Who reads the built site in a browser, and notes what goes on meanwhile."""

import gzip
from functools import cache
from urllib.parse import urlsplit

from built import SITE

COMPRESSED = {".woff2", ".png"}
# Counts how much of the page has moved without anybody touching it.
SHIFTS = """(() => {
  const found = [];
  const read = (list) => {
    for (const entry of list) {
      if (!entry.hadRecentInput) found.push(entry.value, ...entry.sources.map((one) =>
        one.node?.outerHTML?.slice(0, 80)));
    }
    return found;
  };
  const observer = new PerformanceObserver((list) => read(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  window.moved = () => read(observer.takeRecords());
})()"""
# A shift is told of with the frame after it.
DRAWN = """() => document.fonts.ready.then(() =>
  new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))))"""
# The theme tells of the document when it starts to work on it.
STARTED = """() => typeof document$ !== "undefined"
  && new Promise((done) => document$.subscribe(() => done(true)))"""


def ready(page):
    """Wait for the theme's script, which waits for the page."""
    page.wait_for_function(STARTED)


@cache
def weigh(file):
    """Give the bytes of a file as servers send it."""
    content = file.read_bytes()
    return len(content if file.suffix in COMPRESSED else gzip.compress(content, mtime=0))


class Visit:
    """A reader with an eye on the network and the console."""

    def __init__(self, browser, site_url, **options):
        self.context = browser.new_context(viewport={"width": 1280, "height": 800}, **options)
        self.context.grant_permissions(["clipboard-write"], origin=site_url.rstrip("/"))
        self.site_url = site_url
        self.scripts = options.get("java_script_enabled", True)
        self.page = self.context.new_page()
        self.trouble = []
        self.weight = {}
        self.page.add_init_script(SHIFTS)
        self.page.on("console", self._read)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("requestfailed", lambda request: self.trouble.append(request.url))
        self.page.on("request", self._weigh)

    def _read(self, message):
        if message.type in ("error", "warning"):
            self.trouble.append(message.text)

    def _weigh(self, request):
        if request.url.startswith("data:"):
            return
        if not request.url.startswith(self.site_url):
            self.trouble.append(request.url)
            return
        file = SITE / urlsplit(request.url).path.lstrip("/")
        self.weight[file.name] = weigh(file)

    def open(self, name):
        """Go to a page, as if for the first time."""
        self.trouble.clear()
        self.weight.clear()
        answer = self.page.goto(self.site_url + name)
        assert answer.ok
        if self.scripts:
            ready(self.page)
        return self.page

    def shifts(self):
        """Give what has moved, down to the end of the page."""
        self.page.evaluate(DRAWN)
        self.page.mouse.wheel(0, 100000)
        self.page.evaluate(DRAWN)
        return self.page.evaluate("moved()")
