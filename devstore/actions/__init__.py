"""What merchants, customers and apps do; each takes a Change, checks first, then changes and announces the topics."""
