-- Transfers of which refunds and reversals have undone more than there was.
WITH returned AS (
  SELECT DISTINCT j.original FROM {later}
   WHERE j.kind IN ({kind.refund}, {kind.reverse}) AND j.outcome < {outcome.refused} AND j.leg = 0
)
SELECT undone.original, undone.leg, undone.amount, coalesce(abs(was.amount), 0) AS was
  FROM (SELECT original, coalesce((part ->> 'leg')::smallint, 0::smallint) AS leg,
               sum(coalesce((part ->> 'amount')::bigint, 0))::bigint AS amount
          FROM returned JOIN journal r USING (original) CROSS JOIN LATERAL jsonb_array_elements(r.detail -> 'refund' -> 'legs') part
         WHERE r.kind IN ({kind.refund}, {kind.reverse}) AND r.outcome < {outcome.refused} AND r.leg = 0
           -- A refund that was reversed has undone nothing.
           AND NOT EXISTS (SELECT FROM journal v
                            WHERE v.original = r.key AND v.kind = {kind.reverse} AND v.outcome < {outcome.refused})
         GROUP BY 1, 2) undone
  LEFT JOIN journal was ON was.key = undone.original AND was.leg = undone.leg
 WHERE undone.amount > coalesce(abs(was.amount), 0)
 LIMIT 100
