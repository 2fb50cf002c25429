"""Shopify's published schema: how it is fetched, pruned and loaded; only pruned names are ever kept in the repository."""
