"""What takes longest begins first, so that no process is left alone with it at the end."""

FIRST = (
    "tests/site/test_firefox.py",
    "tests/site/test_live.py",
    "tests/processors/",
    "tests/site/test_clipboard.py",
    "tests/faults/",
    "tests/site/test_explore.py",
    "tests/site/test_accessibility.py",
    "tests/site/test_take_home.py",
    "tests/site/test_serve.py",
    "tests/release/",
    "tests/running/",
    "tests/site/",
)


def pytest_collection_modifyitems(items):
    """Sort files, which xdist hands out in their order."""

    def place(item):
        return next(
            (at for at, path in enumerate(FIRST) if item.nodeid.startswith(path)), len(FIRST)
        )

    items.sort(key=place)
