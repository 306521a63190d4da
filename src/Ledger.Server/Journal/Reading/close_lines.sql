-- What a store's terminals did on a business date, up to the rows of a position. Without an asset: operations that moved nothing.
SELECT terminal, kind, outcome, asset, sum(count)::bigint AS count, sum(given)::bigint AS given, sum(taken)::bigint AS taken
  FROM (
    SELECT terminal, kind, outcome, asset, count, given, taken FROM day_total WHERE store = @store AND business_date = @date
    UNION ALL
    SELECT terminal, kind, outcome, asset, sign * count, sign * given, sign * taken
      FROM (SELECT j.sign, {totalled} FROM {slice} WHERE j.store = @store AND j.business_date = @date) AS figures
  ) AS figures
 WHERE @terminal = 0 OR terminal = @terminal
 GROUP BY terminal, kind, outcome, asset
HAVING sum(count) > 0
 ORDER BY terminal, kind, outcome, asset
