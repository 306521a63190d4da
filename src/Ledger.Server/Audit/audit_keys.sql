-- Keys that are not one transaction: one account, one outcome, legs from 0 without a gap, rows without one.
SELECT key, CASE WHEN min(leg) <> 0 OR max(leg) <> count(*) - 1 THEN 'has legs that are not 0, 1, 2 ...'
                 WHEN max(seq) - min(seq) <> count(*) - 1       THEN 'has rows that do not follow each other'
                 ELSE 'has rows of different accounts, partitions or outcomes' END
  FROM journal GROUP BY key
HAVING min(leg) <> 0 OR max(leg) <> count(*) - 1 OR max(seq) - min(seq) <> count(*) - 1
    OR min(account) <> max(account) OR min(partition) <> max(partition) OR min(outcome) <> max(outcome)
 LIMIT 100
