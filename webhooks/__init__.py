"""The edges that machines call: Shopify's webhooks and the channels' inbound hooks."""
