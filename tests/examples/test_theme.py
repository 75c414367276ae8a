"""The theme is read as MkDocs reads it, only faster."""

from mkdocs.theme import Theme

from builder.publish.theme import prepared


def test_all_templates_are_listed_but_those_in_hidden_folders():
    env = Theme(name="material").get_env()
    everything = env.list_templates()
    listed = prepared(env).list_templates()
    assert listed == [one for one in everything if "/." not in f"/{one.rpartition('/')[0]}"]
    assert 10 < len(listed) < len(everything) / 10
