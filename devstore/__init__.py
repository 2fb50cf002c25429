"""The development store: a strict stand-in for Shopify in a process of its own; it never imports the app, nor the app it."""
