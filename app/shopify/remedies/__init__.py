"""The kinds of remedies over there, one file each: look, search, the exact request, and the sending of it."""
