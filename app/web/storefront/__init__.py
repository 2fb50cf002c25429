"""Pages inside the shop's own storefront, through Shopify's app proxy: only the signed query says who is looking."""
