"""Ways a customer's words come in and ours go out; one file a channel."""
