"""Pages by personal link, for who has no account: of many contexts, one door."""
