-- Transfers and merges that have left and neither arrived nor come back, oldest first, on from the one that was read last.
SELECT {row}
  FROM journal sent
 WHERE kind IN (24, 25) AND outcome < 10 AND leg = 0 AND posted_at < $3 AND (posted_at, key) > ($1, $2)
   AND NOT EXISTS (SELECT FROM journal settled
                    WHERE settled.original = sent.key AND settled.leg = 0 AND settled.kind IN (28, 29) AND settled.outcome < 10)
 ORDER BY posted_at, key LIMIT $4
