"""The meaning guard: whether what goes out says what was meant, as far as that can be told without an opinion."""
