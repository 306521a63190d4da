-- Of servers that begin a ledger at once, one makes its first callers.
SELECT pg_advisory_xact_lock(@key)
