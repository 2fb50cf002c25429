"""Speeds, as ratios measured side by side in one run; never a test. `make bench` prints them."""
