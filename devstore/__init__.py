"""The development store: a strict stand-in for Shopify in its own process; it and the app never import each other."""
