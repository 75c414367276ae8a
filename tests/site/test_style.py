"""The style sheet has no rule for what is not there, and long code fits a phone by its help."""

import re

import pytest
from built import PAGES, SITE, sampled
from visits import Visit

CSS = SITE / "assets" / "stylesheets" / "book.css"
SCRIPTS = sorted((SITE / "assets" / "javascripts").rglob("*.js"))
WITH_CODE = [name for name in PAGES if "ol-fold" in (SITE / name).read_text("utf-8")]
# Gives the words of code, outputs and tables apart, that reach beyond their block.
CUT = """() => [...document.querySelectorAll("article [data-run] code, .ol-not-run code")]
.flatMap((code) => {
  const words = [];
  const texts = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (parentElement.closest(".go") || /^\\S.* {3}/.test(data)) continue;
    for (const { 0: word, index } of data.matchAll(/\\S+/g)) {
      const range = new Range();
      range.setStart(texts.currentNode, index);
      range.setEnd(texts.currentNode, index + word.length);
      const { right } = range.getBoundingClientRect();
      if (right > code.getBoundingClientRect().right + 0.5) words.push(word);
    }
  }
  return words;
})"""
# Gives what each block says but for its prompts, and what is copied of it by hand.
SELECTED = """() => [...document.querySelectorAll("article [data-run] code")]
.filter((code) => code.checkVisibility()).map((code) => {
  getSelection().selectAllChildren(code);
  const selected = getSelection().toString();
  code.querySelectorAll(".gp").forEach((prompt) => prompt.remove());
  return [code.textContent, selected];
})"""


def test_every_class_of_the_style_sheet_is_on_a_page_or_made_by_a_script():
    css = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", CSS.read_text("utf-8"), flags=re.DOTALL)
    html = "".join((SITE / name).read_text("utf-8") for name in PAGES)
    there = {one for names in re.findall(r'class="([^"]*)"', html) for one in names.split()}
    made = "".join(script.read_text("utf-8") for script in SCRIPTS)
    used = set(re.findall(r"\.(-?[a-z_][\w-]*)", css))
    assert len(used) > 50
    there.add("md-content__button")  # where EDIT_URI says that pages can be edited
    assert {one for one in used - there if one not in made} == set()


@pytest.fixture(scope="module")
def phone(browser, site_url):
    visit = Visit(browser, site_url)
    visit.page.set_viewport_size({"width": 360, "height": 800})
    yield visit
    visit.context.close()


@pytest.mark.parametrize("name", sampled(WITH_CODE))
def test_long_lines_of_code_fold_on_a_phone_and_stay_what_they_are(phone, name):
    page = phone.open(name)
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert page.evaluate(CUT) == []
    for text, selected in page.evaluate(SELECTED):
        assert selected.rstrip("\n") == text.rstrip("\n")


def test_predict_runs_into_its_question(phone):
    page = phone.open("ten-minutes.html")
    lefts = """(asked) => {
      const range = new Range();
      range.selectNodeContents(asked);
      const { left } = asked.getBoundingClientRect();
      return [...range.getClientRects()].map((line) => line.left - left);
    }"""
    first, second, *_ = page.locator(".question > .admonition-title + p").first.evaluate(lefts)
    assert first > 20
    assert second == 0
