-- Running numbers of a store's terminals that are missing on a business date or came more than once. The numbers begin behind the largest
-- one below the date's first that the seven dates before have.
WITH rest AS (
  SELECT j.terminal, j.business_date, j.terminal_seq AS number, sum(j.sign) AS times
    FROM {slice}
   WHERE j.store = @store AND j.business_date BETWEEN @date::date - 7 AND @date AND j.leg = 0 AND j.terminal_seq > 0
   GROUP BY 1, 2, 3
), changed AS (
  -- How often the numbers of the rest came in all.
  SELECT rest.terminal, rest.business_date, rest.number,
         rest.times + coalesce(known.times, coalesce(run.last >= rest.number, false)::int) AS times
    FROM rest
    LEFT JOIN LATERAL (
      SELECT last FROM number_run r
       WHERE r.store = @store AND r.business_date = rest.business_date AND r.terminal = rest.terminal AND r.first <= rest.number
       ORDER BY first DESC LIMIT 1) AS run ON true
    LEFT JOIN number_repeat known
      ON known.store = @store AND known.business_date = rest.business_date AND known.terminal = rest.terminal AND known.number = rest.number
), numbers AS (
  SELECT terminal, business_date, unnest(range_agg(there) - coalesce(range_agg(gone), nummultirange())) AS run
    FROM (
      SELECT terminal, business_date, numrange(first, last::numeric + 1) AS there, NULL::numrange AS gone FROM number_run
       WHERE store = @store AND business_date BETWEEN @date::date - 7 AND @date
      UNION ALL
      SELECT terminal, business_date,
             CASE WHEN times > 0 THEN numrange(number, number::numeric + 1) END,
             CASE WHEN times <= 0 THEN numrange(number, number::numeric + 1) END
        FROM changed
    ) AS ranges
   GROUP BY terminal, business_date
), runs AS (
  SELECT terminal, business_date, lower(run)::bigint AS first, (upper(run) - 1)::bigint AS last FROM numbers
   WHERE @terminal = 0 OR terminal = @terminal
), beginning AS (
  SELECT terminal, min(first) AS number FROM runs WHERE business_date = @date GROUP BY terminal
), before AS (
  SELECT runs.terminal, max(least(runs.last, beginning.number - 1)) AS number
    FROM runs JOIN beginning ON beginning.terminal = runs.terminal AND runs.first < beginning.number
   WHERE business_date < @date
   GROUP BY runs.terminal
), steps AS (
  SELECT terminal, runs.first AS number,
         coalesce(lag(runs.last) OVER (PARTITION BY terminal ORDER BY runs.first), before.number) AS previous
    FROM runs LEFT JOIN before USING (terminal)
   WHERE business_date = @date
), repeats AS (
  SELECT terminal, number, times FROM number_repeat r
   WHERE store = @store AND business_date = @date
     AND NOT EXISTS (SELECT FROM changed c WHERE c.business_date = @date AND c.terminal = r.terminal AND c.number = r.number)
  UNION ALL
  SELECT terminal, number, times FROM changed WHERE business_date = @date AND times > 1
)
SELECT terminal, previous + 1 AS "from", number - 1 AS "to", 0 AS repeats FROM steps WHERE number > previous + 1
UNION ALL
SELECT terminal, number, number, times::int FROM repeats WHERE @terminal = 0 OR terminal = @terminal
 ORDER BY terminal, "from", repeats
 LIMIT @limit
