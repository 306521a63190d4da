INSERT INTO card_batch (key, made_at, count, program, card_type, prefix) VALUES (@Key, @now, @Count, @Program, @CardType, @Prefix)
ON CONFLICT DO NOTHING
