"""Webhooks as Shopify sends them: payloads per family and the sender with its retries."""
