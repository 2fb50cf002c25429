"""The lived-in shops: invented people, goods and orders, the same at every first start but for its date."""
