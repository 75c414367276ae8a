"""A page allows its own inline scripts and nothing else."""

import re

from builder.publish import policy

PAGE = '<head>\n<meta charset="utf-8">\n<script>{script}</script>{more}</head>'


def sources(html):
    (content,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    return dict(rule.split(" ", 1) for rule in content.split("; "))


def test_a_script_is_allowed_by_its_hash():
    # The hash is that of the example in the specification of policies.
    html = policy.lock(PAGE.format(script="alert('Hello, world.');", more=""))
    assert sources(html)["script-src"] == (
        "'self' 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    )


def test_data_and_files_need_no_hash():
    more = '<script type="application/json">{}</script><script src="a.js"></script>'
    plain = policy.lock(PAGE.format(script="x", more=""))
    assert sources(policy.lock(PAGE.format(script="x", more=more))) == sources(plain)


def test_other_scripts_have_other_hashes_and_the_same_have_one():
    once = sources(policy.lock(PAGE.format(script="x", more="<script>x</script>")))["script-src"]
    twice = sources(policy.lock(PAGE.format(script="x", more="<script>y</script>")))["script-src"]
    assert once.count("sha256") == 1
    assert twice.count("sha256") == 2


def test_the_policy_stands_before_what_it_is_for():
    html = policy.lock(PAGE.format(script="x", more=""))
    assert (
        html.index("<meta charset") < html.index("Content-Security-Policy") < html.index("<script")
    )


def test_nobody_else_is_allowed():
    rules = sources(policy.lock(PAGE.format(script="x", more="")))
    assert rules["default-src"] == "'none'"
    allowed = " ".join(rules.values())
    assert "unsafe" not in allowed
    assert "http" not in allowed
    assert "*" not in allowed
