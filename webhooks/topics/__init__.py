"""One webhook topic a file: TOPIC and handle(hook.shop_id, hook.payload)."""
