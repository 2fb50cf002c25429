"""One file a check: a module of this package that holds a CHECK is asked about every pair."""
