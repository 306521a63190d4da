-- When this version took the ledger over, or made it: rows before it may be those of a server of 0.2.0, which knew less.
SELECT coalesce(min(applied_at), 'infinity') FROM schema_migration WHERE number > 3
