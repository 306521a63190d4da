-- Closings: what each partition held at the end of a month of posting (UTC). A closing is a cut through the partition's numbers: all rows
-- up to its seq are in it, and nothing behind. It is made step by step beside the commits: what is written for a month lies there unread
-- until the row of closing that makes it one comes, in the transaction of the last step.
CREATE TABLE closing (
  seq         bigint      NOT NULL CONSTRAINT closing_from_zero CHECK (seq >= 0),
  made_at     timestamptz NOT NULL DEFAULT now(),
  month       date        NOT NULL CONSTRAINT closing_month_is_its_first_day CHECK (extract(day FROM month) = 1),
  partition   smallint    NOT NULL,
  rows_hash   bytea       NOT NULL,
  states_hash bytea       NOT NULL,
  hash        bytea       NOT NULL,
  PRIMARY KEY (partition, month)
);
COMMENT ON COLUMN closing.seq IS 'the last row before the first one that was posted after the month; as before where the month has none';
COMMENT ON COLUMN closing.rows_hash IS 'of all rows of the partition from its first up to seq, each with what lies before it';
COMMENT ON COLUMN closing.states_hash IS 'the sum of the hashes of the accounts that were closed with it';
COMMENT ON COLUMN closing.hash IS 'of all this closing says, and of the one before';

-- The accounts that had rows since the closing before, as of their last one in it. The newest of an account up to a month is its state
-- then.
CREATE TABLE closing_account (
  account   bigint   NOT NULL,
  last_seq  bigint   NOT NULL,
  points    bigint   NOT NULL,
  principal bigint   NOT NULL,
  bonus     bigint   NOT NULL,
  month     date     NOT NULL,
  partition smallint NOT NULL,
  program   smallint NOT NULL,
  detail    text     NOT NULL,
  receipts  text     NOT NULL,
  PRIMARY KEY (partition, account, month)
) WITH (fillfactor = 90);
COMMENT ON COLUMN closing_account.detail IS 'as account.detail, as it was written: it is hashed';
COMMENT ON COLUMN closing_account.receipts IS
  'what is left of what came in, by lot and day of posting: [[asset, lot, program, [[day, amount], ...]], ...]; lots as in receipt.lot';

-- What was given and taken since the closing before, by ledger account; and by how much that changed what is left of the receipts of each
-- day.
CREATE TABLE closing_total (
  given     bigint   NOT NULL,
  taken     bigint   NOT NULL,
  month     date     NOT NULL,
  partition smallint NOT NULL,
  program   smallint NOT NULL,
  asset     smallint NOT NULL,
  counter   smallint NOT NULL,
  PRIMARY KEY (partition, month, program, asset, counter)
) WITH (fillfactor = 50);
CREATE TABLE closing_held (
  amount      bigint   NOT NULL,
  month       date     NOT NULL,
  received_on date     NOT NULL,
  partition   smallint NOT NULL,
  program     smallint NOT NULL,
  asset       smallint NOT NULL,
  PRIMARY KEY (partition, month, received_on, program, asset)
) WITH (fillfactor = 50);
COMMENT ON TABLE closing_held IS 'as held_total: points that are owed count below zero';

-- How far the closing that is being made has got. Between two closings it is where the last one is.
CREATE TABLE closing_position (
  partition   smallint PRIMARY KEY,
  seq         bigint   NOT NULL DEFAULT 0 CONSTRAINT closing_position_from_zero CHECK (seq >= 0),
  rows_hash   bytea    NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
  states_hash bytea    NOT NULL DEFAULT decode(repeat('00', 32), 'hex')
) WITH (fillfactor = 10);

GRANT SELECT ON closing, closing_account, closing_total, closing_held, closing_position TO ledger_server, ledger_read;
GRANT INSERT ON closing TO ledger_server;
GRANT INSERT, UPDATE ON closing_account, closing_total, closing_held TO ledger_server;
GRANT UPDATE ON closing_position TO ledger_server;
