"""What a short text's letters, characters and words tell of its language: pure judgements, no library asked."""
