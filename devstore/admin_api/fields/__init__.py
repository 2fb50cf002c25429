"""How each type's fields are read: one table per type, functions of (source, context, arguments)."""
