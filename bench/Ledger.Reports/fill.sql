-- Rows of two partitions and one month for reports to read: @rows in all, of @accounts in each partition, in 1000 stores with three
-- terminals each. Of eleven rows four give points, three are debits, one redeems, one is refused, and two are a top-up with its bonus.
-- Each account has its turn after all others. Good enough for reports; not for verify, which would miss the openings.
SELECT journal_make_month(@first);
INSERT INTO store (store, program, name, time_zone) SELECT s, 1, 'Store ' || s, 'Asia/Shanghai' FROM generate_series(1, 1000) s
ON CONFLICT DO NOTHING;
INSERT INTO store_party SELECT s, '-infinity', 'branch ' || s / 50, 'merchant ' || s / 200 FROM generate_series(1, 1000) s
ON CONFLICT DO NOTHING;
INSERT INTO journal (
  seq, prev_seq, account, amount, points_after, principal_after, bonus_after, asked, figure, terminal_seq, payload_hash,
  business_time, posted_at, business_date, store, terminal, operator, rule_version, partition, program, leg, asset, counter,
  kind, outcome, key, lot)
SELECT seq, CASE WHEN leg = 1 THEN seq - 1 WHEN number < @accounts THEN 0
                 ELSE (number - @accounts) / 10 * 11 + (number - @accounts) % 10 + 1 + ((number - @accounts) % 10 = 9)::int END,
       part * @accounts + number % @accounts + 1,
       CASE WHEN turn <= 3 THEN 50 + number % 7 WHEN turn <= 6 THEN -300 - number % 11 WHEN turn = 7 THEN -20 WHEN turn = 8 THEN 0
            WHEN turn = 9 THEN 10000 + number % 1000 ELSE 500 END,
       1000000000, 1000000000, 1000000000, 100, CASE WHEN turn = 7 THEN 100 ELSE 0 END, 2 * (number / 3000) + part + 1, 0,
       at, at, (at AT TIME ZONE 'Asia/Shanghai')::date, (number % 1000 * 7 + number / 1000 * 13) % 1000 + 1, number / 1000 % 3 + 1, 1, 1,
       part, 1, leg,
       CASE WHEN turn <= 3 OR turn = 7 THEN 1 WHEN turn = 8 THEN 0 WHEN turn = 10 THEN 3 ELSE 2 END,
       CASE WHEN turn <= 3 THEN 1 WHEN turn <= 6 THEN 4 WHEN turn = 7 THEN 2 WHEN turn = 8 THEN 0 WHEN turn = 9 THEN 3 ELSE 5 END,
       CASE WHEN turn <= 3 THEN 4 WHEN turn <= 6 THEN 5 WHEN turn = 7 THEN 6 WHEN turn = 8 THEN 5 ELSE 3 END,
       CASE WHEN turn = 8 THEN 17 ELSE 1 END,
       (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(hash, 1, 3) || '8' || substr(hash, 5, 15))::uuid,
       CASE WHEN turn <= 3 OR turn = 7 THEN date '2099-12-31' WHEN turn = 10 THEN date '2099-11-30' END
  FROM (
    SELECT *, md5(part || ' ' || number) AS hash,
           @first + interval '28 days' * (number / 100 * 100)::float8 / (@rows / 2)::float8 AS at
      FROM (
        SELECT seq, part, (seq - 1) % 11 AS turn, ((seq - 1) % 11 = 10)::int AS leg,
               (seq - 1) / 11 * 10 + least((seq - 1) % 11, 9) AS number
          FROM generate_series(1, @rows / 2) AS seq CROSS JOIN generate_series(0, 1) AS part) AS turns) AS numbered;
UPDATE partition SET next_seq = @rows / 2 + 1;
