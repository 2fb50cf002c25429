"""Rules of a shop: what they may look at, when they hold, and what keeps them from answering; all of it pure."""
