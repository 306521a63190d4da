-- Adds running numbers of rows to the runs: those that overlap or adjoin a new one go, and one for all of them comes. A number
-- that is in a run already, or comes more than once now, is a repeat.
WITH numbered AS MATERIALIZED (
  SELECT *, number - row_number() OVER (PARTITION BY store, business_date, terminal ORDER BY number) AS island
    FROM (
      SELECT j.store, j.business_date, j.terminal, j.terminal_seq AS number, count(*) AS times
        FROM {slice}
       WHERE j.leg = 0 AND j.terminal_seq > 0 AND j.store > 0
       GROUP BY 1, 2, 3, 4
    ) AS numbers
), added AS MATERIALIZED (
  SELECT store, business_date, terminal, island, min(number) AS first, max(number) AS last
    FROM numbered GROUP BY store, business_date, terminal, island
), touched AS MATERIALIZED (
  SELECT added.store, added.business_date, added.terminal, added.island, run.first, run.last, run.place
    FROM added CROSS JOIN LATERAL (
      (SELECT r.first, r.last, r.ctid AS place FROM number_run r
        WHERE r.store = added.store AND r.business_date = added.business_date AND r.terminal = added.terminal AND r.first <= added.first
        ORDER BY r.first DESC LIMIT 1)
      UNION ALL
      (SELECT r.first, r.last, r.ctid FROM number_run r
        WHERE r.store = added.store AND r.business_date = added.business_date AND r.terminal = added.terminal
          AND r.first > added.first AND r.first <= least(added.last, 9223372036854775806) + 1)
    ) AS run
   WHERE run.last >= added.first - 1
), replaced AS (
  DELETE FROM number_run WHERE ctid = ANY (ARRAY(SELECT place FROM touched))
  RETURNING store, business_date, terminal, first, last
), repeated AS (
  INSERT INTO number_repeat (store, business_date, terminal, number, times)
  SELECT n.store, n.business_date, n.terminal, n.number, n.times + (known.first IS NOT NULL)::int
    FROM numbered n
    LEFT JOIN touched known
      ON known.store = n.store AND known.business_date = n.business_date AND known.terminal = n.terminal AND known.island = n.island
     AND n.number BETWEEN known.first AND known.last
   WHERE n.times > 1 OR known.first IS NOT NULL
  ON CONFLICT (store, business_date, terminal, number) DO UPDATE SET times = number_repeat.times + excluded.times - 1
), sides AS (
  SELECT *, max(last) OVER (
           PARTITION BY store, business_date, terminal ORDER BY first, last ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
    FROM (SELECT store, business_date, terminal, first, last FROM added
          UNION ALL SELECT store, business_date, terminal, first, last FROM replaced) AS runs
), joined AS (
  SELECT *, count(*) FILTER (WHERE reached IS NULL OR first - 1 > reached)
              OVER (PARTITION BY store, business_date, terminal ORDER BY first, last) AS run
    FROM sides
)
INSERT INTO number_run (store, business_date, terminal, first, last)
SELECT store, business_date, terminal, min(first), max(last) FROM joined GROUP BY store, business_date, terminal, run
