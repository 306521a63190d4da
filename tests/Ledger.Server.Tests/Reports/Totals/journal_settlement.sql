-- What each party and headquarters owe each other: for the postings from @from (included) to @to (not included), and for business months,
-- one for each of @programs. A business month has what was posted with one of its dates until it was closed, and what was posted since the
-- one before was closed with a date before the month: that came late and is told by the month it belongs to. A store's branch and merchant
-- are those that held when the row was posted. Amounts are the member's: positive given to, negative taken from.
WITH picked AS (
  SELECT j.*, 0 AS late FROM journal j
   WHERE j.posted_at >= @from AND j.posted_at < @to AND (@program = 0 OR j.program = @program)
  UNION ALL
  SELECT j.*, CASE WHEN j.business_date < period.first THEN to_char(j.business_date, 'YYYYMM')::int ELSE 0 END
    FROM unnest(@programs::smallint[], @opens::timestamptz[], @closes::timestamptz[]) AS of_program (program, opens, closes)
   CROSS JOIN (SELECT @first::date AS first, @next::date AS next) AS period
    JOIN journal j ON j.program = of_program.program AND j.posted_at < closes
     AND (j.business_date >= first AND j.business_date < next OR j.business_date < first AND j.posted_at >= opens)
), posted AS (
  SELECT j.key, j.leg, j.kind, j.counter, j.asset, j.amount, j.figure, j.detail, j.late,
         CASE @level WHEN 1 THEN j.store::text WHEN 2 THEN coalesce(party.branch, '') ELSE coalesce(party.merchant, '') END AS party,
         -- What undoes a fee goes by the rules that the fee was taken under.
         j.counter = {counter.fees} AND (j.program, coalesce(undone.rule_version, j.rule_version)) IN (
           SELECT * FROM unnest(@fee_programs::smallint[], @fee_versions::int[])) AS keeps_fee
    FROM picked j
    LEFT JOIN LATERAL (
      SELECT branch, merchant FROM store_party
       WHERE @level > 1 AND store_party.store = j.store AND since <= j.posted_at
       ORDER BY since DESC LIMIT 1) AS party ON true
    LEFT JOIN LATERAL (
      SELECT rule_version FROM journal original
       WHERE j.counter = {counter.fees} AND original.key = j.original AND original.leg = 0) AS undone ON true
   WHERE j.outcome < {outcome.refused} AND j.store > 0
), moved AS (
  SELECT party, late,
         coalesce( sum(amount) FILTER (WHERE counter = {counter.tender}), 0) AS tender,
         coalesce(-sum(amount) FILTER (WHERE counter = {counter.sales} AND asset = {asset.principal}), 0) AS principal,
         coalesce(-sum(amount) FILTER (WHERE counter = {counter.sales} AND asset = {asset.bonus}), 0) AS bonus,
         coalesce(-sum(amount) FILTER (WHERE counter = {counter.cash_out}), 0) AS cash_out,
         coalesce(-sum(amount) FILTER (WHERE counter = {counter.fees}), 0) AS fees,
         coalesce(-sum(amount) FILTER (WHERE keeps_fee), 0) AS kept,
         coalesce( sum(amount) FILTER (WHERE counter = {counter.points_issued}), 0) AS issued,
         coalesce(-sum(amount) FILTER (WHERE counter = {counter.points_redeemed}), 0) AS redeemed,
         coalesce( sum((detail -> 'refund' ->> 'netted_minor')::bigint) FILTER (
           WHERE leg = 0 AND kind IN ({kind.refund}, {kind.reverse})), 0) AS netted
    FROM posted
   GROUP BY party, late
), spent AS (
  -- The points that a redemption or a checkout took are worth what it said; a refund or reversal gives that back.
  SELECT party, late,
         sum(CASE
           WHEN leg > 0 THEN 0
           WHEN kind = {kind.redeem} THEN figure
           WHEN kind = {kind.checkout} THEN (detail -> 'basket' ->> 'points_worth_minor')::bigint
           ELSE -(detail -> 'refund' ->> 'points_worth_minor')::bigint
         END) AS worth,
         sum(amount) FILTER (WHERE counter = {counter.bonus_expense}) AS in_bonus
    FROM posted
   WHERE kind IN ({kind.redeem}, {kind.checkout}, {kind.refund}, {kind.reverse})
   GROUP BY party, late, key
), worths AS (
  -- For a reward in bonus the store gave nothing: it is paid when the bonus is spent.
  SELECT party, late, sum(worth - coalesce(in_bonus, 0)) AS worth FROM spent WHERE worth <> 0 GROUP BY party, late
)
SELECT party, late, tender::bigint, principal::bigint, bonus::bigint, cash_out::bigint AS cashout, fees::bigint, kept::bigint,
       issued::bigint, redeemed::bigint, coalesce(worth, 0)::bigint AS worth, netted::bigint
  FROM moved LEFT JOIN worths USING (party, late)
 WHERE (tender, principal, bonus, cash_out, fees, issued, redeemed, netted, coalesce(worth, 0)) <> (0, 0, 0, 0, 0, 0, 0, 0, 0)
 ORDER BY late, CASE WHEN @level = 1 THEN party::int END, party COLLATE "C"
