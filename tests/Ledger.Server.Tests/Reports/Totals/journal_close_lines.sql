-- What a store's terminals did on a business date, up to the rows of a position. Without an asset: operations that moved nothing.
SELECT j.terminal, j.kind, j.outcome, j.asset, count(DISTINCT j.key)::bigint AS count,
       coalesce(sum(j.amount) FILTER (WHERE j.amount > 0), 0)::bigint AS given,
       coalesce(-sum(j.amount) FILTER (WHERE j.amount < 0), 0)::bigint AS taken
  FROM journal j
  JOIN unnest(@partitions::smallint[], @nexts::bigint[]) AS upto (partition, next_seq)
    ON upto.partition = j.partition AND j.seq < upto.next_seq
 WHERE j.store = @store AND j.business_date = @date AND (@terminal = 0 OR j.terminal = @terminal)
 GROUP BY j.terminal, j.kind, j.outcome, j.asset
 ORDER BY j.terminal, j.kind, j.outcome, j.asset
