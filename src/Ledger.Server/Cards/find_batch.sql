SELECT key, program, card_type AS cardtype, count, prefix, made_at AS madeat FROM card_batch WHERE key = @key
