-- Writes what accounts hold as of their last row. A row that is newer already stays: checkpoints may overtake each other, never go back.
INSERT INTO account (partition, account, program, last_seq, points, principal, bonus, detail, due_on, hold_until)
SELECT $1, unnest($2::bigint[]), unnest($3::smallint[]), unnest($4::bigint[]), unnest($5::bigint[]), unnest($6::bigint[]),
       unnest($7::bigint[]), unnest($8::text[])::jsonb, unnest($9::date[]), unnest($10::timestamptz[])
ON CONFLICT (partition, account) DO UPDATE
   SET program = excluded.program, last_seq = excluded.last_seq, points = excluded.points, principal = excluded.principal,
       bonus = excluded.bonus, detail = excluded.detail, due_on = excluded.due_on, hold_until = excluded.hold_until
 WHERE account.last_seq < excluded.last_seq
