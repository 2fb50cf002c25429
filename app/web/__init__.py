"""The pages agents see: they turn a request into one call and its result into HTML."""
