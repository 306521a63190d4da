-- What each party and headquarters owe each other for the postings from @from (included) to @to (not included). A store's branch and
-- merchant are those that held when the row was posted. Amounts are the member's: positive given to, negative taken from.
WITH posted AS (
  SELECT j.key, j.leg, j.kind, j.counter, j.asset, j.amount, j.figure, j.detail,
         CASE @level WHEN 1 THEN j.store::text WHEN 2 THEN coalesce(party.branch, '') ELSE coalesce(party.merchant, '') END AS party
    FROM journal j
    LEFT JOIN LATERAL (
      SELECT branch, merchant FROM store_party
       WHERE @level > 1 AND store_party.store = j.store AND since <= j.posted_at
       ORDER BY since DESC LIMIT 1) AS party ON true
   WHERE j.posted_at >= @from AND j.posted_at < @to
     AND j.outcome < {outcome.refused} AND j.store > 0 AND (@program = 0 OR j.program = @program)
), moved AS (
  SELECT party,
         coalesce( sum(amount) FILTER (WHERE counter = {counter.tender}), 0) AS tender,
         coalesce(-sum(amount) FILTER (WHERE counter = {counter.sales} AND asset = {asset.principal}), 0) AS principal,
         coalesce(-sum(amount) FILTER (WHERE counter = {counter.sales} AND asset = {asset.bonus}), 0) AS bonus,
         coalesce(-sum(amount) FILTER (WHERE counter = {counter.cash_out}), 0) AS cash_out,
         coalesce(-sum(amount) FILTER (WHERE counter = {counter.fees}), 0) AS fees,
         coalesce( sum(amount) FILTER (WHERE counter = {counter.points_issued}), 0) AS issued,
         coalesce(-sum(amount) FILTER (WHERE counter = {counter.points_redeemed}), 0) AS redeemed
    FROM posted
   GROUP BY party
), spent AS (
  -- The points that a redemption or a checkout took are worth what it said; a refund or reversal gives that back.
  SELECT party,
         sum(CASE
           WHEN leg > 0 THEN 0
           WHEN kind = {kind.redeem} THEN figure
           WHEN kind = {kind.checkout} THEN (detail -> 'basket' ->> 'points_worth_minor')::bigint
           ELSE -(detail -> 'refund' ->> 'points_worth_minor')::bigint
         END) AS worth,
         sum(amount) FILTER (WHERE counter = {counter.bonus_expense}) AS in_bonus
    FROM posted
   WHERE kind IN ({kind.redeem}, {kind.checkout}, {kind.refund}, {kind.reverse})
   GROUP BY party, key
), worths AS (
  -- For a reward in bonus the store gave nothing: it is paid when the bonus is spent.
  SELECT party, sum(worth - coalesce(in_bonus, 0)) AS worth FROM spent WHERE worth <> 0 GROUP BY party
)
SELECT party, tender::bigint, principal::bigint, bonus::bigint, cash_out::bigint AS cashout, fees::bigint, issued::bigint, redeemed::bigint,
       coalesce(worth, 0)::bigint AS worth
  FROM moved LEFT JOIN worths USING (party)
 WHERE (tender, principal, bonus, cash_out, fees, issued, redeemed, coalesce(worth, 0)) <> (0, 0, 0, 0, 0, 0, 0, 0)
 ORDER BY CASE WHEN @level = 1 THEN party::int END, party COLLATE "C"
