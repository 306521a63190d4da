-- Adds to the sums by ledger account of the closing that is being made.
INSERT INTO closing_total (partition, month, program, asset, counter, given, taken)
SELECT @partition, @month, unnest(@programs::smallint[]), unnest(@assets::smallint[]), unnest(@counters::smallint[]),
       unnest(@given::bigint[]), unnest(@taken::bigint[])
ON CONFLICT (partition, month, program, asset, counter) DO UPDATE
   SET given = closing_total.given + excluded.given, taken = closing_total.taken + excluded.taken
