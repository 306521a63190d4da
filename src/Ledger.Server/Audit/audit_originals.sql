-- Rows that refer to what is not there, or to nothing where they undo or receive something.
SELECT 'originals' AS "check",
       'transaction ' || j.key || ' refers to ' || coalesce(j.original || ', which is not there', 'nothing') AS "where"
  FROM {later}
 WHERE j.leg = 0 AND j.outcome < {outcome.refused}
   AND CASE WHEN j.original IS NULL THEN j.kind IN ({kind.refund}, {kind.reverse}, {kind.arrive}, {kind.come_back})
       ELSE NOT EXISTS (SELECT FROM journal original WHERE original.key = j.original) END
 LIMIT 1000
