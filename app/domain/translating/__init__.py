"""Translation's own decisions, with plain values: what is split, hidden, reused, asked of whom, and in which tone."""
