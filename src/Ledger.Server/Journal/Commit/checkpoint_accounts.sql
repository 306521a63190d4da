-- Writes what accounts hold as of their last row. A row that is newer already stays: checkpoints may overtake each other, never go back.
-- Behind the lane's fence: a writer whose epoch is over, who knows of commits that this database has not, or who has given one of the
-- partitions back, writes nothing.
INSERT INTO account (partition, account, program, last_seq, points, principal, bonus, detail, due_on, hold_until)
SELECT unnest(@partition::smallint[]), unnest(@account::bigint[]), unnest(@program::smallint[]), unnest(@last_seq::bigint[]),
       unnest(@points::bigint[]), unnest(@principal::bigint[]),
       unnest(@bonus::bigint[]), unnest(@detail::text[])::jsonb, unnest(@due_on::date[]), unnest(@hold_until::timestamptz[])
  FROM lane WHERE lane = @lane AND instance = @instance AND epoch = @epoch AND commit_no >= @commit_no
   AND cardinality(@partitions::smallint[]) = (SELECT count(*) FROM partition held
                                                WHERE held.partition = ANY (@partitions) AND held.lane = @lane AND held.held_epoch = @epoch)
ON CONFLICT (partition, account) DO UPDATE
   SET program = excluded.program, last_seq = excluded.last_seq, points = excluded.points, principal = excluded.principal,
       bonus = excluded.bonus, detail = excluded.detail, due_on = excluded.due_on, hold_until = excluded.hold_until
 WHERE account.last_seq < excluded.last_seq
