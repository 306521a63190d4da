SELECT key, program, card_type AS cardtype, count, prefix FROM card_batch WHERE key = @key
