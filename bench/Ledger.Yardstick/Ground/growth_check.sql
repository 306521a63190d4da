-- The rows that came after the filling, held against each other and against the filled row that each account's chain continues.
WITH filled AS (
  SELECT (n - 1)::smallint AS partition, seq AS filled_to FROM unnest(@filled) WITH ORDINALITY AS f (seq, n)
), fresh AS (
  SELECT j.* FROM journal j JOIN filled f USING (partition) WHERE j.seq > f.filled_to
), linked AS (
  SELECT fresh.*, lag(seq) OVER of_partition AS before_in_partition, lag(seq) OVER of_account AS before_of_account,
         lag(points_after) OVER of_account AS points_before, lag(principal_after) OVER of_account AS principal_before,
         lag(bonus_after) OVER of_account AS bonus_before
    FROM fresh
  WINDOW of_partition AS (PARTITION BY partition ORDER BY seq), of_account AS (PARTITION BY partition, account ORDER BY seq)
), checked AS (
  SELECT l.*,
         coalesce(before_in_partition, (SELECT filled_to FROM filled f WHERE f.partition = l.partition)) AS expected_seq,
         coalesce(l.before_of_account, old.seq) AS expected_prev,
         coalesce(l.points_before, old.points_after) + CASE WHEN l.asset = 1 THEN l.amount ELSE 0 END AS expected_points,
         coalesce(l.principal_before, old.principal_after) + CASE WHEN l.asset = 2 THEN l.amount ELSE 0 END AS expected_principal,
         coalesce(l.bonus_before, old.bonus_after) + CASE WHEN l.asset = 3 THEN l.amount ELSE 0 END AS expected_bonus
    FROM linked l
    LEFT JOIN journal old
      ON l.before_of_account IS NULL AND old.partition = l.partition AND old.seq = l.prev_seq AND old.account = l.account
)
SELECT 'rows are numbered without a gap', count(*), count(*) FILTER (WHERE seq <> expected_seq + 1) FROM checked
UNION ALL
SELECT 'each account''s chain is whole', count(*), count(*) FILTER (WHERE prev_seq IS DISTINCT FROM expected_prev) FROM checked
UNION ALL
SELECT 'balances follow from the amounts and are not below zero', count(*), count(*) FILTER (
         WHERE (points_after, principal_after, bonus_after) IS DISTINCT FROM (expected_points, expected_principal, expected_bonus)
            OR least(points_after, principal_after, bonus_after) < 0) FROM checked
UNION ALL
SELECT 'refusals move nothing', count(*), count(*) FILTER (WHERE outcome >= 10 AND amount <> 0) FROM checked
UNION ALL
SELECT 'a key is one transaction', count(*), count(*) - count(DISTINCT (key, leg)) FROM checked
