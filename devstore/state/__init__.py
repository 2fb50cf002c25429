"""What the development store knows, as plain dataclasses; changed only inside `Store.change`."""
