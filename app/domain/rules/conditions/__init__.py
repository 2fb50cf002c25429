"""One condition a file, found by its name; a condition knows no other and reads only the facts."""
