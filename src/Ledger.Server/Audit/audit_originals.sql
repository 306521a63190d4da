-- Rows that refer to what is not there.
SELECT 'originals' AS "check", 'transaction ' || j.key || ' refers to ' || j.original || ', which is not there' AS "where"
  FROM {later}
 WHERE j.original IS NOT NULL AND j.leg = 0 AND j.outcome < {outcome.refused}
   AND NOT EXISTS (SELECT FROM journal original WHERE original.key = j.original)
 LIMIT 1000
