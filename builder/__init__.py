"""What happens to a page on its way into the site: read, run, proven, rendered, published.

`book` is the recipe. Imports run one way: `adapter`, `book`, then `publish`, `render` and `prove`,
then `run`, `read`, and last `page` and `settings`.
"""
