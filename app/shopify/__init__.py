"""The gateway to Shopify: takes and returns domain types, never rows."""
