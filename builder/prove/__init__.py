"""Proving: what is printed was computed, what is shown was run, what is copied is whole."""
