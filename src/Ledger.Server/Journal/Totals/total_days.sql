-- Adds rows to the totals by day.
INSERT INTO day_total (
  store, business_date, terminal, posted_on, kind, outcome, asset, counter, program, fee_version, count, given, taken, worth, netted)
SELECT store, business_date, terminal, posted_on, kind, outcome, asset, counter, program, fee_version,
       sum(count), sum(given), sum(taken), sum(worth), sum(netted)
  FROM (
    SELECT {totalled}
      FROM {slice}
     WHERE j.store > 0
  ) AS figures
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
ON CONFLICT (store, business_date, terminal, posted_on, kind, outcome, asset, counter, program, fee_version) DO UPDATE
   SET count = day_total.count + excluded.count, given = day_total.given + excluded.given, taken = day_total.taken + excluded.taken,
       worth = day_total.worth + excluded.worth, netted = day_total.netted + excluded.netted
