"""What happens inside one shop's open transaction: every function takes a Desk first and reaches no network."""
