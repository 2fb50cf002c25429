"""One action of a rule or macro a file: it records, and never reaches the network."""
