"""Python for the reader's own browser: what is fetched, packed and put beside the pages."""
