"""What must not leave: one file a kind, found by its name; a module here that holds a KIND reads every text."""
