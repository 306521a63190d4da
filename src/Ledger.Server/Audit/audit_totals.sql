-- Where the totals say something else than the rows up to their positions: the check it breaks, and where. Of days of posting before
-- @since, and of business dates before @numbered_since, nothing is looked at.

-- Positions: one for each partition, at the end of a transaction that is there.
SELECT 'totals' AS "check", 'of partition ' || coalesce(p.partition, t.partition) || ' the totals are at ' || coalesce(t.seq::text, 'no row')
    || ', its newest row is ' || coalesce(p.last::text, 'none') AS "where"
  FROM {ends} AS p FULL JOIN total_position t USING (partition)
 WHERE t.seq IS NULL OR p.last IS NULL OR t.seq > p.last
    OR EXISTS (SELECT FROM journal j WHERE j.partition = t.partition AND j.seq = t.seq + 1 AND j.leg > 0)

UNION ALL
(SELECT 'totals', format('on %s ledger account %s of program %s, asset %s, has given %s and taken %s, its rows %s and %s',
    posted_on, counter, program, asset, t.given, t.taken, rows.given, rows.taken)
  FROM (
    SELECT (posted_at AT TIME ZONE 'UTC')::date AS posted_on, program, asset, counter,
           coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS given, coalesce(-sum(amount) FILTER (WHERE amount < 0), 0) AS taken
      FROM {later} JOIN total_position ON total_position.partition = j.partition
     WHERE j.seq <= total_position.seq AND amount <> 0 AND (posted_at AT TIME ZONE 'UTC')::date >= @since
     GROUP BY 1, 2, 3, 4) AS rows
  FULL JOIN (SELECT * FROM ledger_total WHERE posted_on >= @since) AS t USING (posted_on, program, asset, counter)
 WHERE (rows.given, rows.taken) IS DISTINCT FROM (t.given, t.taken)
 LIMIT 100)

UNION ALL
(SELECT 'totals', format('store %s, terminal %s, business date %s, posted on %s, kind %s, outcome %s, asset %s, ledger account %s, '
    'program %s, fees of version %s: %s, its rows say %s',
    store, terminal, business_date, posted_on, kind, outcome, asset, counter, program, fee_version,
    (t.count, t.given, t.taken, t.worth, t.netted), (rows.count, rows.given, rows.taken, rows.worth, rows.netted))
  FROM (
    SELECT store, terminal, business_date, posted_on, kind, outcome, asset, counter, program, fee_version,
           sum(count) AS count, sum(given) AS given, sum(taken) AS taken, sum(worth) AS worth, sum(netted) AS netted
      FROM (
        SELECT {totalled} FROM {later} JOIN total_position ON total_position.partition = j.partition
         WHERE j.seq <= total_position.seq AND j.store > 0 AND (j.posted_at AT TIME ZONE 'UTC')::date >= @since) AS figures
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) AS rows
  FULL JOIN (SELECT * FROM day_total WHERE posted_on >= @since) AS t
       USING (store, terminal, business_date, posted_on, kind, outcome, asset, counter, program, fee_version)
 WHERE (rows.count, rows.given, rows.taken, rows.worth, rows.netted) IS DISTINCT FROM (t.count, t.given, t.taken, t.worth, t.netted)
 LIMIT 100)

UNION ALL
(SELECT 'totals', format('store %s, terminal %s, business date %s: running numbers from %s to %s, its rows have them to %s',
    store, terminal, business_date, first, run.last, rows.last)
  FROM (
    SELECT store, terminal, business_date, min(number) AS first, max(number) AS last
      FROM (
        SELECT *, number - row_number() OVER (PARTITION BY store, terminal, business_date ORDER BY number) AS island
          FROM (
            SELECT DISTINCT store, terminal, business_date, terminal_seq AS number
              FROM {later} JOIN total_position ON total_position.partition = j.partition
             WHERE j.seq <= total_position.seq AND leg = 0 AND terminal_seq > 0 AND store > 0
               AND business_date >= @numbered_since) AS numbers) AS islands
     GROUP BY store, terminal, business_date, island) AS rows
  FULL JOIN (SELECT * FROM number_run WHERE business_date >= @numbered_since) AS run USING (store, terminal, business_date, first)
 WHERE rows.last IS DISTINCT FROM run.last
 LIMIT 100)

UNION ALL
(SELECT 'totals', format('store %s, terminal %s, business date %s: running number %s came %s times, of its rows %s have it',
    store, terminal, business_date, number, t.times, rows.times)
  FROM (
    SELECT store, terminal, business_date, terminal_seq AS number, count(*) AS times
      FROM {later} JOIN total_position ON total_position.partition = j.partition
     WHERE j.seq <= total_position.seq AND leg = 0 AND terminal_seq > 0 AND store > 0 AND business_date >= @numbered_since
     GROUP BY 1, 2, 3, 4 HAVING count(*) > 1) AS rows
  FULL JOIN (SELECT * FROM number_repeat WHERE business_date >= @numbered_since) AS t USING (store, terminal, business_date, number)
 WHERE rows.times IS DISTINCT FROM t.times
 LIMIT 100)
