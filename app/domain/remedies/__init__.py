"""Remedies: whatever an agent does for a customer on an order; each kind's choice and checks, and their one course."""
