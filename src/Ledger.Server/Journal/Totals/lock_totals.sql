-- One server at a time, so that nobody works for nothing; until the end of the transaction. False: another one is at it.
SELECT pg_try_advisory_xact_lock(@Lock)
