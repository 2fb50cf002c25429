"""One webhook topic a file: TOPIC and handle(shop_id, payload)."""
