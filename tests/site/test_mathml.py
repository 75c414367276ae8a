"""What stands on the finished pages is MathML that browsers draw."""

import re

from built import SITE
from mathml import check

from builder.settings import ROLES


def test_the_formulas_of_the_site_are_of_mathml_core() -> None:
    found = [
        check(mathml)
        for file in SITE.rglob("*.html")
        for mathml in re.findall("<math.*?</math>", file.read_text("utf-8"), re.DOTALL)
    ]
    assert len(found) > 500
    assert all("\\" not in "".join(math.itertext()) for math in found)
    assert {role.get("class") for math in found for role in math.iter("mrow")} - {None} == {
        f"ol-{role}" for role in ROLES
    }
