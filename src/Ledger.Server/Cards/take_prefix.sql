INSERT INTO card_prefix (prefix, program, since) VALUES (@Prefix, @Program, @MadeAt) ON CONFLICT DO NOTHING
