-- How far the closing that is being made has got now.
UPDATE closing_position SET seq = @seq, rows_hash = @rows_hash, states_hash = @states_hash WHERE partition = @partition
