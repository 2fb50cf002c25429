"""Rows become page dataclasses here: what a template shows, read in a few queries, never written."""
