-- Rows that refer to what is not there, or to nothing where they undo or receive something.
(SELECT 'originals' AS "check", 'transaction ' || j.key || ' refers to ' || j.original || ', which is not there' AS "where"
   FROM {later}
  WHERE j.original IS NOT NULL AND j.leg = 0 AND j.outcome < {outcome.refused}
    AND NOT EXISTS (SELECT FROM journal original WHERE original.key = j.original)
  LIMIT 1000)
UNION ALL
(SELECT 'originals', 'transaction ' || j.key || ' refers to nothing'
   FROM {later}
  WHERE j.original IS NULL AND j.leg = 0 AND j.outcome < {outcome.refused}
    AND j.kind IN ({kind.refund}, {kind.reverse}, {kind.arrive}, {kind.come_back})
  LIMIT 1000)
