"""Rendering: the one extension of Python-Markdown, and what it calls."""
