-- What a good engineer would make in a day: accounts with balances, one row a request under its key, two lines of double entry for it.
-- System accounts carry no balance, so that no row is hot: their balance is the sum of their lines.
CREATE TABLE account (
  account   bigint PRIMARY KEY,
  points    bigint NOT NULL CHECK (points >= 0),
  principal bigint NOT NULL CHECK (principal >= 0)
) WITH (fillfactor = 70);

CREATE TABLE transaction (
  key             uuid        PRIMARY KEY,
  account         bigint      NOT NULL,
  kind            smallint    NOT NULL,
  asked           bigint      NOT NULL,
  outcome         smallint    NOT NULL,
  points_after    bigint      NOT NULL,
  principal_after bigint      NOT NULL,
  store           integer     NOT NULL,
  terminal        integer     NOT NULL,
  terminal_seq    bigint      NOT NULL,
  business_time   timestamptz NOT NULL,
  posted_at       timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE entry (
  key            uuid     NOT NULL REFERENCES transaction,
  line           smallint NOT NULL,
  account        bigint,
  system_account smallint,
  asset          smallint NOT NULL,
  debit          bigint   NOT NULL,
  credit         bigint   NOT NULL,
  PRIMARY KEY (key, line),
  CHECK (debit >= 0 AND credit >= 0 AND (debit = 0) <> (credit = 0)),
  CHECK ((account IS NULL) <> (system_account IS NULL))
);

-- The same work as the service does in five round trips, in one.
CREATE FUNCTION post(
  of_key uuid, of_account bigint, of_kind smallint, of_asked bigint, at_store integer, at_terminal integer, of_terminal_seq bigint,
  at_business_time timestamptz, OUT result smallint, OUT points_left bigint, OUT principal_left bigint, OUT replayed boolean)
LANGUAGE plpgsql AS $$
DECLARE
  moved bigint := CASE of_kind WHEN 4 THEN of_asked / 1000 ELSE -of_asked END;
BEGIN
  replayed := false;
  result := 1;
  SELECT points, principal INTO points_left, principal_left FROM account WHERE account = of_account FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'there is no account %', of_account; END IF;
  IF of_kind = 4 THEN points_left := points_left + moved;
  ELSIF principal_left >= of_asked THEN principal_left := principal_left + moved;
  ELSE result := 17; moved := 0;
  END IF;

  INSERT INTO transaction (key, account, kind, asked, outcome, points_after, principal_after, store, terminal, terminal_seq, business_time)
  VALUES (of_key, of_account, of_kind, of_asked, result, points_left, principal_left,
          at_store, at_terminal, of_terminal_seq, at_business_time)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    SELECT outcome, points_after, principal_after, true INTO result, points_left, principal_left, replayed
      FROM transaction WHERE key = of_key;
    RETURN;
  END IF;
  IF moved = 0 THEN RETURN; END IF;

  UPDATE account SET points = points_left, principal = principal_left WHERE account = of_account;
  INSERT INTO entry (key, line, account, system_account, asset, debit, credit) VALUES
    (of_key, 0, of_account, NULL, CASE of_kind WHEN 4 THEN 1 ELSE 2 END, greatest(-moved, 0), greatest(moved, 0)),
    (of_key, 1, NULL, CASE of_kind WHEN 4 THEN 1 ELSE 4 END, CASE of_kind WHEN 4 THEN 1 ELSE 2 END,
      greatest(moved, 0), greatest(-moved, 0));
END $$;
