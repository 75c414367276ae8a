"""A page allows the inline scripts of the theme and nothing else."""

import re

import pytest

from builder.publish import policy

PAGE = '<head>\n<meta charset="utf-8">\n<script>{script}</script>{more}</head>'


def sources(html):
    (content,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    return dict(rule.split(" ", 1) for rule in content.split("; "))


SCOPE = '__md_scope=new URL("{}",location)'


@pytest.fixture(autouse=True)
def _theme(monkeypatch):
    scripts = ("alert('Hello, world.');", "x", "y", SCOPE.format(""))
    monkeypatch.setattr(policy, "KNOWN", {one: policy.digest(one) for one in scripts})


def test_a_script_of_the_theme_is_allowed_by_its_hash():
    # The hash is that of the example in the specification of policies.
    html = policy.lock(PAGE.format(script="alert('Hello, world.');", more=""))
    assert sources(html)["script-src"] == (
        "'self' 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    )


@pytest.mark.parametrize("script", ["z", " x", SCOPE.format("https:evil.example"), f"x{SCOPE}"])
def test_no_other_script_is_allowed_because_it_is_there(script):
    with pytest.raises(ValueError, match="no script that is known"):
        policy.lock(PAGE.format(script="x", more=f"<script>{script}</script>"))


def test_the_theme_names_the_folder_of_the_site_as_the_page_sees_it():
    scripts = [SCOPE.format(folder) for folder in (".", "../..", "/one-layer/")]
    hashes = {sources(policy.lock(PAGE.format(script=x, more="")))["script-src"] for x in scripts}
    assert hashes == {f"'self' {policy.digest(one)}" for one in scripts}


def test_data_and_files_need_no_hash():
    more = '<script type="application/json">{}</script><script src="a.js"></script>'
    plain = policy.lock(PAGE.format(script="x", more=""))
    assert sources(policy.lock(PAGE.format(script="x", more=more))) == sources(plain)


def test_the_policy_stands_before_what_it_is_for():
    html = policy.lock(PAGE.format(script="x", more=""))
    assert (
        html.index("<meta charset") < html.index("Content-Security-Policy") < html.index("<script")
    )


def test_nobody_else_is_allowed():
    rules = sources(policy.lock(PAGE.format(script="x", more="")))
    assert rules["default-src"] == "'self'"
    assert {rules[name] for name in policy.NOTHING} == {"'none'"}
    allowed = " ".join(rules.values())
    assert "unsafe" not in allowed
    assert "http" not in allowed
    assert "*" not in allowed
