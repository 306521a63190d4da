-- The rows of these operations and the posted rows that refer to them, of all partitions. What was refused changed nothing, however often
-- it was tried, and neither did what had been done before: so a row more is at most one of some hundred parts of its original. With them
-- the reversals of their refunds: what such a refund undid is there to be undone again. Whoever asks for one row more than he can use knows
-- by it that there are too many.
SELECT {row} FROM (
  (SELECT * FROM journal WHERE key = ANY (@keys) LIMIT @limit)
  UNION ALL
  (SELECT * FROM journal WHERE original = ANY (@keys) AND key <> ALL (@keys) AND outcome < {outcome.posted_before} LIMIT @limit)
  UNION ALL
  (SELECT undone.*
     FROM journal refund JOIN journal undone ON undone.original = refund.key
    WHERE refund.original = ANY (@keys) AND refund.kind = {kind.refund} AND refund.outcome < {outcome.refused} AND refund.leg = 0
      AND undone.kind = {kind.reverse} AND undone.outcome < {outcome.refused} AND undone.leg = 0
      AND undone.original <> ALL (@keys) AND undone.key <> ALL (@keys)
    LIMIT @limit)
) related ORDER BY partition, seq LIMIT @limit
