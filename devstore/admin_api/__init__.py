"""The Admin GraphQL API: graphql-core over Shopify's pruned schema, with its scopes, costs, faults and errors."""
