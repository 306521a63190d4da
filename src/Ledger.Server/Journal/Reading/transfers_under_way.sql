-- Transfers, merges and take-backs that have left and neither arrived nor come back, oldest first, on from the one that was read last.
SELECT {row}
  FROM journal sent
 WHERE kind IN ({kind.transfer}, {kind.merge}, {kind.take_back}) AND outcome < {outcome.refused} AND leg = 0
   AND posted_at < @until AND (posted_at, key) > (@after, @after_key)
   AND NOT EXISTS (SELECT FROM journal settled
                    WHERE settled.original = sent.key AND settled.leg = 0 AND settled.kind IN ({kind.arrive}, {kind.come_back})
                      AND settled.outcome < {outcome.refused})
 ORDER BY posted_at, key LIMIT @limit
