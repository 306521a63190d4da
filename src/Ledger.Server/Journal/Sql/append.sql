-- One batch, one statement, one round trip. The update is the fence: under another epoch, or another next_seq, it changes nothing
-- and so nothing is inserted. unnest in the select list costs a fifth less than in FROM.
WITH fence AS (
  UPDATE partition
     SET next_seq = $4 + $5, lease_until = clock_timestamp() + make_interval(secs => $6)
   WHERE partition = $1 AND epoch = $2 AND next_seq = $4
  RETURNING partition
)
INSERT INTO journal (
  seq, prev_seq, account, amount, points_after, principal_after, bonus_after, asked, figure, terminal_seq, payload_hash,
  business_time, posted_at, business_date, store, terminal, operator, rule_version, partition, program, leg, asset, counter,
  kind, outcome, key, lot, card, new_card, new_card_last_four, reference, note, original, lot_from, detail)
SELECT $4 + generate_series(0, $5 - 1), unnest($7::bigint[]), unnest($8::bigint[]), unnest($9::bigint[]), unnest($10::bigint[]),
       unnest($11::bigint[]), unnest($12::bigint[]), unnest($13::bigint[]), unnest($14::bigint[]), unnest($15::bigint[]), unnest($16::bigint[]),
       unnest($17::timestamptz[]), $3, unnest($18::date[]), unnest($19::int[]), unnest($20::int[]), unnest($21::int[]), unnest($22::int[]),
       $1, unnest($23::smallint[]), unnest($24::smallint[]), unnest($25::smallint[]), unnest($26::smallint[]), unnest($27::smallint[]),
       unnest($28::smallint[]), unnest($29::uuid[]), unnest($30::date[]), unnest($31::uuid[]), unnest($32::uuid[]), unnest($33::text[]),
       unnest($34::text[]), unnest($35::text[]), unnest($36::uuid[]), unnest($37::date[]), unnest($38::text[])::jsonb
  FROM fence
