-- From here on the month is closed.
INSERT INTO closing (partition, month, seq, rows_hash, states_hash, hash)
SELECT @partition, @month, @seq, @rows_hash, @states_hash, @hash
