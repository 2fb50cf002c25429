"""Kakehashi, the support desk: this package's top imports nothing, so that any part can be loaded alone."""
