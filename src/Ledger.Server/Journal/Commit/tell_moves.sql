-- Servers that listen are told, once this is committed, that partitions have moved.
NOTIFY ledger_moves
