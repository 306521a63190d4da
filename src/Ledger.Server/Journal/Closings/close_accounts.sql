-- Writes accounts into the closing that is being made.
INSERT INTO closing_account (partition, month, account, program, last_seq, points, principal, bonus, detail, receipts)
SELECT @partition, @month, unnest(@accounts::bigint[]), unnest(@programs::smallint[]), unnest(@last_seqs::bigint[]),
       unnest(@points::bigint[]), unnest(@principals::bigint[]), unnest(@bonuses::bigint[]), unnest(@details::text[]),
       unnest(@receipts::text[])
ON CONFLICT (partition, account, month) DO UPDATE
   SET program = excluded.program, last_seq = excluded.last_seq, points = excluded.points, principal = excluded.principal,
       bonus = excluded.bonus, detail = excluded.detail, receipts = excluded.receipts
