-- Word of partitions that were given back or taken comes over this connection from now on.
LISTEN ledger_moves
