-- Running numbers of a store's terminals that are missing on a business date or came more than once. The numbers begin behind the largest
-- one below the date's first that the seven dates before have.
WITH numbered AS (
  SELECT j.terminal, j.terminal_seq AS number, j.business_date
    FROM journal j
    JOIN unnest(@partitions::smallint[], @nexts::bigint[]) AS upto (partition, next_seq)
      ON upto.partition = j.partition AND j.seq < upto.next_seq
   WHERE j.store = @store AND j.business_date BETWEEN @date::date - 7 AND @date AND (@terminal = 0 OR j.terminal = @terminal)
     AND j.leg = 0 AND j.terminal_seq > 0
), today AS (
  SELECT terminal, number, count(*) AS times FROM numbered WHERE business_date = @date GROUP BY terminal, number
), first AS (
  SELECT terminal, min(number) AS number FROM today GROUP BY terminal
), before AS (
  SELECT numbered.terminal, max(numbered.number) AS number
    FROM numbered JOIN first ON first.terminal = numbered.terminal AND numbered.number < first.number
   WHERE business_date < @date
   GROUP BY numbered.terminal
), steps AS (
  SELECT terminal, today.number, times,
         coalesce(lag(today.number) OVER (PARTITION BY terminal ORDER BY today.number), before.number) AS previous
    FROM today LEFT JOIN before USING (terminal)
)
SELECT terminal, previous + 1 AS "from", number - 1 AS "to", 0 AS repeats FROM steps WHERE number > previous + 1
UNION ALL
SELECT terminal, number, number, times::int FROM steps WHERE times > 1
 ORDER BY terminal, "from", repeats
 LIMIT @limit
