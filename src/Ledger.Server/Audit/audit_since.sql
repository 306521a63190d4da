-- From when on every row of the ledger is one of this version, which knows more than 0.2.0 did: from the beginning where it made the ledger
-- (all migrations in one transaction), otherwise from when it took it over, an hour more for clocks that differ.
SELECT CASE WHEN later IS NULL THEN 'infinity'::timestamptz WHEN later = first THEN '-infinity' ELSE later + interval '1 hour' END
  FROM (SELECT min(applied_at) AS first, min(applied_at) FILTER (WHERE number > 3) AS later FROM schema_migration) AS applied
