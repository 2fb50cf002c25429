"""Shopify's published schema: fetched, pruned and loaded; only pruned names are kept in the repository."""
