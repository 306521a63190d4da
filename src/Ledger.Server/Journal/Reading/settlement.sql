-- What each party and headquarters owe each other by what was posted in the months of programs, one for each of @programs: what has a
-- business date from @first to @next (not included) and was posted from the month's beginning until it was closed, and what was posted
-- since the one before was closed with a date before the month: that came late and is told by the month it belongs to. A store's branch and
-- merchant are those that held when the row was posted. Amounts are the member's: positive given to, negative taken from.
--
-- Totals know the day of posting (UTC). Where it matters when within a day something was posted, the day's rows are read from the journal.
WITH of_program AS (
  SELECT *, (begins AT TIME ZONE 'UTC')::date AS begins_on, (closes AT TIME ZONE 'UTC')::date AS closes_on,
         (opens AT TIME ZONE 'UTC' + interval '1 day' - interval '1 microsecond')::date AS opens_on
    FROM unnest(@programs::smallint[], @begins::timestamptz[], @opens::timestamptz[], @closes::timestamptz[])
      AS of_program (program, begins, opens, closes)
), cut AS (
  -- What is left of a day behind the moment a month was closed, for what is late; and of the day on which it is closed itself.
  SELECT program, opens AS since, opens_on::timestamp AT TIME ZONE 'UTC' AS until, @first::date AS before FROM of_program
  UNION ALL
  SELECT program, closes_on::timestamp AT TIME ZONE 'UTC', closes, @next::date FROM of_program
), changed AS (
  -- Days within which a store came to another party, if they are settled here.
  SELECT DISTINCT store, day
    FROM (SELECT store, since, (since AT TIME ZONE 'UTC')::date AS day FROM store_party WHERE since > '-infinity') AS changes
   WHERE @level > 1 AND since > date_trunc('day', since, 'UTC')
     AND EXISTS (
       SELECT FROM day_total t
        WHERE t.store = changes.store AND t.posted_on = day AND t.business_date < @next
          AND t.posted_on >= @from AND t.posted_on < @until AND (t.business_date >= @first OR t.posted_on >= @late_from))
), in_time AS (
  -- Of a store that has always belonged to the same party all days are one.
  SELECT t.store,
         CASE WHEN t.store IN (SELECT store FROM store_party WHERE @level > 1 AND since > '-infinity') THEN t.posted_on END AS posted_on,
         t.program, t.asset, t.counter, t.fee_version, sum(t.given - t.taken) AS amount, sum(t.worth) AS worth,
         sum(t.netted) AS netted
    FROM day_total t JOIN of_program p USING (program)
   WHERE t.outcome < {outcome.refused} AND t.business_date >= @first AND t.business_date < @next
     AND t.posted_on >= @from AND t.posted_on < @until AND t.posted_on >= p.begins_on AND t.posted_on < p.closes_on
     AND NOT EXISTS (SELECT FROM changed WHERE changed.store = t.store AND changed.day = t.posted_on)
   GROUP BY 1, 2, 3, 4, 5, 6
), too_late AS (
  SELECT t.store, t.posted_on, to_char(t.business_date, 'YYYYMM')::int AS late, t.program, t.asset, t.counter, t.fee_version,
         t.given - t.taken AS amount, t.worth, t.netted
    FROM day_total t JOIN of_program p USING (program)
   WHERE t.outcome < {outcome.refused} AND t.business_date < @first
     AND t.posted_on >= @late_from AND t.posted_on < @until AND t.posted_on >= p.opens_on AND t.posted_on < p.closes_on
     AND NOT EXISTS (SELECT FROM changed WHERE changed.store = t.store AND changed.day = t.posted_on)
), by_row AS (
  SELECT j.posted_at, false AS by_moment, {totalled}
    FROM (SELECT DISTINCT day FROM changed) AS days
   CROSS JOIN LATERAL (
     SELECT * FROM journal
      WHERE posted_at >= days.day::timestamp AT TIME ZONE 'UTC' AND posted_at < (days.day + 1)::timestamp AT TIME ZONE 'UTC'
        AND outcome < {outcome.refused} OFFSET 0) AS j
    JOIN changed ON changed.store = j.store AND changed.day = days.day
    JOIN total_position ON total_position.partition = j.partition AND j.seq <= total_position.seq
  UNION ALL
  SELECT j.posted_at, true, {totalled}
    FROM cut
   CROSS JOIN LATERAL (
     SELECT * FROM journal
      WHERE posted_at >= cut.since AND posted_at < cut.until AND business_date < cut.before
        AND program = cut.program AND store > 0 AND outcome < {outcome.refused} OFFSET 0) AS j
    JOIN total_position ON total_position.partition = j.partition AND j.seq <= total_position.seq
  UNION ALL
  SELECT j.posted_at, true, {totalled} FROM {slice} WHERE j.store > 0 AND j.outcome < {outcome.refused}
), figures AS (
  SELECT store, 0 AS late, posted_on::timestamp AT TIME ZONE 'UTC' AS posted_at, program, asset, counter, fee_version, amount, worth, netted
    FROM in_time
  UNION ALL
  SELECT store, late, posted_on::timestamp AT TIME ZONE 'UTC', program, asset, counter, fee_version, amount, worth, netted FROM too_late
  UNION ALL
  SELECT r.store, CASE WHEN r.business_date < @first THEN to_char(r.business_date, 'YYYYMM')::int ELSE 0 END, r.posted_at,
         r.program, r.asset, r.counter, r.fee_version, r.given - r.taken, r.worth, r.netted
    FROM by_row r JOIN of_program p USING (program)
   WHERE r.business_date < @next
     AND CASE WHEN r.by_moment
              THEN r.posted_at < p.closes AND r.posted_at >= CASE WHEN r.business_date < @first THEN p.opens ELSE p.begins END
              ELSE r.posted_on < p.closes_on AND r.posted_on >= CASE WHEN r.business_date < @first THEN p.opens_on ELSE p.begins_on END
         END
), settled AS (
  SELECT *, counter = {counter.fees} AND (program, fee_version) IN (
           SELECT * FROM unnest(@fee_programs::smallint[], @fee_versions::int[])) AS keeps_fee
    FROM figures
), of_store AS (
  SELECT store, late, CASE WHEN @level > 1 THEN posted_at END AS posted_at,
         coalesce( sum(amount) FILTER (WHERE counter = {counter.tender}), 0) AS tender,
         coalesce(-sum(amount) FILTER (WHERE counter = {counter.sales} AND asset = {asset.principal}), 0) AS principal,
         coalesce(-sum(amount) FILTER (WHERE counter = {counter.sales} AND asset = {asset.bonus}), 0) AS bonus,
         coalesce(-sum(amount) FILTER (WHERE counter = {counter.cash_out}), 0) AS cash_out,
         coalesce(-sum(amount) FILTER (WHERE counter = {counter.fees}), 0) AS fees,
         coalesce(-sum(amount) FILTER (WHERE keeps_fee), 0) AS kept,
         coalesce( sum(amount) FILTER (WHERE counter = {counter.points_issued}), 0) AS issued,
         coalesce(-sum(amount) FILTER (WHERE counter = {counter.points_redeemed}), 0) AS redeemed,
         sum(worth) AS worth, sum(netted) AS netted
    FROM settled
   GROUP BY 1, 2, 3
), of_party AS (
  SELECT CASE @level WHEN 1 THEN of_store.store::text WHEN 2 THEN coalesce(party.branch, '') ELSE coalesce(party.merchant, '') END AS party,
         late, sum(tender) AS tender, sum(principal) AS principal, sum(bonus) AS bonus, sum(cash_out) AS cash_out, sum(fees) AS fees,
         sum(kept) AS kept, sum(issued) AS issued, sum(redeemed) AS redeemed, sum(worth) AS worth, sum(netted) AS netted
    FROM of_store
    LEFT JOIN LATERAL (
      SELECT branch, merchant FROM store_party
       WHERE @level > 1 AND store_party.store = of_store.store AND since <= coalesce(of_store.posted_at, 'infinity')
       ORDER BY since DESC LIMIT 1) AS party ON true
   GROUP BY 1, 2
)
SELECT party, late, tender::bigint, principal::bigint, bonus::bigint, cash_out::bigint AS cashout, fees::bigint, kept::bigint,
       issued::bigint, redeemed::bigint, worth::bigint, netted::bigint
  FROM of_party
 WHERE (tender, principal, bonus, cash_out, fees, issued, redeemed, netted, worth) <> (0, 0, 0, 0, 0, 0, 0, 0, 0)
 ORDER BY late, CASE WHEN @level = 1 THEN party::int END, party COLLATE "C"
