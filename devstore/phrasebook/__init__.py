"""Whole support sentences in eight languages, and what finds one in a text; it never makes a sentence up."""
