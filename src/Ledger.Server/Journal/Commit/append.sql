-- One batch, one statement, one round trip. The update is the fence: when the lane has another epoch or instance, or a count of commits
-- other than its writer knows of, it changes nothing and so nothing is inserted. unnest in the select list costs a fifth less than in FROM.
-- Where the newest row of a partition is ahead of the clock, its next ones are posted later than the others.
WITH fence AS (
  UPDATE lane
     SET commit_no = @commit_no + 1, lease_until = now() + make_interval(secs => @lease_seconds)
   WHERE lane = @lane AND instance = @instance AND epoch = @epoch AND commit_no = @commit_no
  RETURNING lane
)
INSERT INTO journal (
  seq, prev_seq, account, amount, points_after, principal_after, bonus_after, asked, figure, terminal_seq, payload_hash,
  business_time, posted_at, business_date, store, terminal, operator, rule_version, partition, program, leg, asset, counter,
  kind, outcome, key, lot, card, new_card, new_card_last_four, reference, note, original, lot_from, detail)
SELECT unnest(@seq::bigint[]),
       unnest(@prev_seq::bigint[]), unnest(@account::bigint[]), unnest(@amount::bigint[]), unnest(@points_after::bigint[]),
       unnest(@principal_after::bigint[]), unnest(@bonus_after::bigint[]), unnest(@asked::bigint[]), unnest(@figure::bigint[]),
       unnest(@terminal_seq::bigint[]), unnest(@payload_hash::bigint[]), unnest(@business_time::timestamptz[]),
       greatest(@posted_at, unnest(@posted_later::timestamptz[])),
       unnest(@business_date::date[]), unnest(@store::int[]), unnest(@terminal::int[]), unnest(@operator::int[]),
       unnest(@rule_version::int[]), unnest(@partition::smallint[]), unnest(@program::smallint[]), unnest(@leg::smallint[]),
       unnest(@asset::smallint[]), unnest(@counter::smallint[]), unnest(@kind::smallint[]), unnest(@outcome::smallint[]),
       unnest(@key::uuid[]), unnest(@lot::date[]), unnest(@card::uuid[]), unnest(@new_card::uuid[]),
       unnest(@new_card_last_four::text[]), unnest(@reference::text[]), unnest(@note::text[]), unnest(@original::uuid[]),
       unnest(@lot_from::date[]), unnest(@detail::text[])::jsonb
  FROM fence
