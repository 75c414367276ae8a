"""The library and the build against their peers, as ratios within one run: ``make bench``."""
