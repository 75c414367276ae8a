"""Running: a page becomes outcomes, from a process of its own or from the cache."""
