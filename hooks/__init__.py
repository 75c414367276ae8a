"""What happens to a page while the site is built.

Plain functions, text in and text out; `hooks.site` alone knows MkDocs and calls the others.
"""
