-- What a row of the journal, j, is to the totals.
j.store, j.business_date, j.terminal, (j.posted_at AT TIME ZONE 'UTC')::date AS posted_on, j.kind, j.outcome, j.asset, j.counter, j.program,
-- What undoes a fee goes by the rules that the fee was taken under.
CASE WHEN j.counter = {counter.fees} THEN
  coalesce((SELECT rule_version FROM journal original WHERE original.key = j.original AND original.leg = 0), j.rule_version)
ELSE 0 END AS fee_version,
-- An operation counts once in each asset.
CASE WHEN j.leg = 0 OR NOT EXISTS (
  SELECT FROM journal earlier WHERE earlier.key = j.key AND earlier.leg < j.leg AND earlier.asset = j.asset)
THEN 1 ELSE 0 END AS count,
greatest(j.amount, 0) AS given, greatest(-j.amount, 0) AS taken,
-- The points that a redemption or a checkout took are worth what it said; a refund or reversal gives that back. For a reward in bonus the
-- store gave nothing: it is paid when the bonus is spent.
CASE WHEN j.outcome >= {outcome.refused} OR j.kind NOT IN ({kind.redeem}, {kind.checkout}, {kind.refund}, {kind.reverse}) THEN 0 ELSE
  CASE WHEN j.leg > 0 THEN 0
       WHEN j.kind = {kind.redeem} THEN j.figure
       WHEN j.kind = {kind.checkout} THEN coalesce((j.detail -> 'basket' ->> 'points_worth_minor')::bigint, 0)
       ELSE -coalesce((j.detail -> 'refund' ->> 'points_worth_minor')::bigint, 0)
  END
  - CASE WHEN j.counter = {counter.bonus_expense} AND EXISTS (
      SELECT FROM journal said
       WHERE said.key = j.key AND said.leg = 0
         AND coalesce(CASE WHEN said.kind = {kind.redeem} THEN said.figure
                           WHEN said.kind = {kind.checkout} THEN (said.detail -> 'basket' ->> 'points_worth_minor')::bigint
                           ELSE (said.detail -> 'refund' ->> 'points_worth_minor')::bigint END, 0) <> 0)
    THEN j.amount ELSE 0 END
END AS worth,
CASE WHEN j.leg = 0 AND j.kind IN ({kind.refund}, {kind.reverse}) AND j.outcome < {outcome.refused}
THEN coalesce((j.detail -> 'refund' ->> 'netted_minor')::bigint, 0) ELSE 0 END AS netted
