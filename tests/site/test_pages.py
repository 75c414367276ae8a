"""Every page of the built site opens in a real browser, with and without JavaScript."""

import pytest

from conftest import SITE

PAGES = sorted(
    file.relative_to(SITE).as_posix().removesuffix("index.html") for file in SITE.rglob("*.html")
)


def test_the_site_is_there():
    assert "" in PAGES
    assert len(PAGES) > 3


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("page_url", PAGES)
def test_page_opens(browser, site_url, page_url, javascript):
    context = browser.new_context(java_script_enabled=javascript)
    page = context.new_page()
    trouble = []
    page.on(
        "console", lambda message: trouble.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("requestfailed", lambda request: trouble.append(request.url))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((site_url, "data:")) else trouble.append(request.url)
        ),
    )
    answer = page.goto(site_url + page_url, wait_until="networkidle")
    assert answer.ok
    assert trouble == []
    assert page.locator("h1").count() == 1
    text = page.locator("article").inner_text()
    assert len(text) > 20
    assert "$" not in text.replace("$ make", "")
    assert "\\(" not in text
    context.close()
