-- The ledger. `partition` here is the ledger's own: the single writer an account belongs to. The journal's months are PostgreSQL partitions.

-- Roles that own nothing. Servers act as ledger_server (and log in as it where they run their own PostgreSQL); people and reports
-- read as ledger_read.
DO $$
BEGIN
  CREATE ROLE ledger_server LOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
  CREATE ROLE ledger_read NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

-- One row: what was fixed when the ledger was made.
CREATE TABLE ledger (
  only_row       boolean     PRIMARY KEY DEFAULT true CONSTRAINT ledger_has_one_row CHECK (only_row),
  partitions     smallint    NOT NULL CONSTRAINT ledger_partitions CHECK (partitions BETWEEN 1 AND 1024),
  card_key_check bytea       NOT NULL,
  made_at        timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN ledger.card_key_check IS 'fingerprint of the secret that card tokens are hashed with; a server with another secret refuses to start';

-- Code tables: the names behind the journal''s numbers. Numbers are never changed or used again.
CREATE TABLE asset          (asset smallint PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE system_account (system_account smallint PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE kind           (kind smallint PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE outcome        (outcome smallint PRIMARY KEY, name text NOT NULL UNIQUE);
INSERT INTO asset VALUES (0, 'none'), (1, 'points'), (2, 'principal'), (3, 'bonus');
INSERT INTO system_account VALUES
  (0, 'none'), (1, 'points issued'), (2, 'points redeemed'), (3, 'tender'), (4, 'sales'), (5, 'bonus expense'), (6, 'adjustment');
INSERT INTO kind VALUES
  (1, 'open account'), (2, 'issue card'), (3, 'top up'), (4, 'accrue'), (5, 'debit'), (6, 'redeem'), (7, 'adjust');
INSERT INTO outcome VALUES
  (1, 'posted'), (2, 'posted in part'), (11, 'account exists'), (12, 'other program'), (13, 'card not active'), (14, 'card taken'),
  (15, 'card limit'), (16, 'not a multiple'), (17, 'insufficient funds'), (18, 'insufficient points'), (19, 'balance limit');

-- Programs and stores: every version that ever decided something stays.
CREATE TABLE program (
  program     smallint    NOT NULL CONSTRAINT program_positive CHECK (program > 0),
  version     integer     NOT NULL CONSTRAINT program_version_positive CHECK (version > 0),
  active_from timestamptz NOT NULL,
  name        text        NOT NULL,
  document    text        NOT NULL,
  PRIMARY KEY (program, version)
);
CREATE TABLE store (
  store     integer  PRIMARY KEY CONSTRAINT store_positive CHECK (store > 0),
  program   smallint NOT NULL,
  name      text     NOT NULL,
  time_zone text     NOT NULL
);

-- The single writers. Each commit of a partition starts by moving next_seq of its row under the epoch it took the partition with.
CREATE TABLE partition (
  partition      smallint    PRIMARY KEY,
  owner          text,
  instance       uuid,
  epoch          bigint      NOT NULL DEFAULT 0,
  next_seq       bigint      NOT NULL DEFAULT 1,
  checkpoint_seq bigint      NOT NULL DEFAULT 0,
  lease_until    timestamptz NOT NULL DEFAULT '-infinity',
  CONSTRAINT partition_checkpoint_behind_journal CHECK (checkpoint_seq < next_seq)
) WITH (fillfactor = 10);
COMMENT ON COLUMN partition.epoch IS 'raised by every take-over; a writer of an older epoch can append nothing';
COMMENT ON COLUMN partition.checkpoint_seq IS 'the journal up to here is folded into account';

-- The truth. Append only: nobody may update or delete. One row is one transfer between a member and a system account of the same
-- partition (amount > 0: credit to the member, debit to the counter-account); amount = 0: a refusal, or an operation that moves nothing.
-- The wide columns come first: it saves 18 bytes a row.
CREATE TABLE journal (
  seq             bigint      NOT NULL,
  prev_seq        bigint      NOT NULL,
  account         bigint      NOT NULL,
  amount          bigint      NOT NULL,
  points_after    bigint      NOT NULL,
  principal_after bigint      NOT NULL,
  bonus_after     bigint      NOT NULL,
  asked           bigint      NOT NULL,
  figure          bigint      NOT NULL,
  terminal_seq    bigint      NOT NULL,
  payload_hash    bigint      NOT NULL,
  business_time   timestamptz NOT NULL,
  posted_at       timestamptz NOT NULL,
  business_date   date        NOT NULL,
  store           integer     NOT NULL,
  terminal        integer     NOT NULL,
  operator        integer     NOT NULL,
  rule_version    integer     NOT NULL,
  partition       smallint    NOT NULL,
  program         smallint    NOT NULL,
  leg             smallint    NOT NULL,
  asset           smallint    NOT NULL,
  counter         smallint    NOT NULL,
  kind            smallint    NOT NULL,
  outcome         smallint    NOT NULL,
  key             uuid        NOT NULL,
  lot             date,
  card            uuid,
  new_card        uuid,
  new_card_last_four text,
  reference       text,
  note            text,
  CONSTRAINT journal_points_floor    CHECK (points_after >= 0),
  CONSTRAINT journal_principal_floor CHECK (principal_after >= 0),
  CONSTRAINT journal_bonus_floor     CHECK (bonus_after >= 0),
  CONSTRAINT journal_refusal_moves_nothing CHECK (outcome < 10 OR amount = 0),
  CONSTRAINT journal_transfer_is_whole     CHECK ((amount = 0) = (asset = 0) AND (amount = 0) = (counter = 0)),
  CONSTRAINT journal_lot_where_lots_are    CHECK ((lot IS NOT NULL) = (asset IN (1, 3))),
  CONSTRAINT journal_chain_runs_forward    CHECK (prev_seq >= 0 AND prev_seq < seq),
  CONSTRAINT journal_leg_from_zero         CHECK (leg >= 0),
  CONSTRAINT journal_key PRIMARY KEY (key, leg)
) PARTITION BY RANGE (key);
CREATE INDEX journal_seq ON journal (partition, seq);
COMMENT ON TABLE journal IS 'append-only; months by the time inside the key; see the view entry for debits and credits';
COMMENT ON COLUMN journal.key IS 'the caller''s idempotency key, UUIDv7; one key, one transaction, over all partitions and months';
COMMENT ON COLUMN journal.prev_seq IS 'the account''s row before this one: a statement walks these links';
COMMENT ON COLUMN journal.lot IS 'points, bonus: last day the lot can be spent';
COMMENT ON COLUMN journal.figure IS 'redeem: what the points are worth; refusal: what was available, or the block';

-- Makes the month of the journal that holds keys of that time. Called ahead of time by servers, who own nothing themselves.
CREATE FUNCTION journal_make_month(moment timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  month timestamp := date_trunc('month', moment AT TIME ZONE 'UTC');
  name  text      := 'journal_' || to_char(month, 'YYYY_MM');
  bounds uuid[];
BEGIN
  SELECT array_agg((lpad(to_hex((extract(epoch FROM edge) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid ORDER BY edge)
    INTO bounds FROM unnest(ARRAY[month, month + interval '1 month']) AS edge;
  IF to_regclass(name) IS NOT NULL THEN RETURN NULL; END IF;
  -- Two servers may come here at once.
  LOCK TABLE ledger IN SHARE ROW EXCLUSIVE MODE;
  IF to_regclass(name) IS NOT NULL THEN RETURN NULL; END IF;
  -- Made apart and then attached: that waits for nobody who reads or writes the journal.
  EXECUTE format('CREATE TABLE %I (LIKE journal INCLUDING ALL)', name);
  EXECUTE format('ALTER TABLE %I SET (autovacuum_vacuum_insert_scale_factor = 0.2, autovacuum_analyze_scale_factor = 0.05)', name);
  EXECUTE format('ALTER TABLE journal ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, bounds[1], bounds[2]);
  RETURN name;
END $$;
REVOKE ALL ON FUNCTION journal_make_month(timestamptz) FROM PUBLIC;

-- A checkpoint of the journal: what each account held at its row last_seq. Rows above partition.checkpoint_seq may not be in it yet.
CREATE TABLE account (
  partition smallint NOT NULL,
  account   bigint   NOT NULL,
  program   smallint NOT NULL,
  last_seq  bigint   NOT NULL,
  points    bigint   NOT NULL,
  principal bigint   NOT NULL,
  bonus     bigint   NOT NULL,
  detail    jsonb    NOT NULL,
  CONSTRAINT account_points_floor    CHECK (points >= 0),
  CONSTRAINT account_principal_floor CHECK (principal >= 0),
  CONSTRAINT account_bonus_floor     CHECK (bonus >= 0),
  CONSTRAINT account_key PRIMARY KEY (partition, account)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
COMMENT ON TABLE account IS 'checkpoint of the journal, may lag behind it; balances as of last_seq';
COMMENT ON COLUMN account.detail IS 'lots of points and bonus as [last day, amount], cards as [id, last four, status]';

-- Which account a card points at, for ever. The token itself is nowhere: only its keyed hash.
CREATE TABLE card (
  card      uuid   CONSTRAINT card_points_at_one_account PRIMARY KEY,
  account   bigint NOT NULL,
  last_four text   NOT NULL,
  key       uuid   NOT NULL
);
COMMENT ON COLUMN card.key IS 'the transaction that issued it';

-- The journal as an accountant reads it: two lines a transfer, one side debit, the other credit.
CREATE VIEW entry AS
SELECT j.posted_at, j.business_date, j.partition, j.seq, j.key, j.leg, kind.name AS kind, side.ledger_account, asset.name AS asset,
       side.debit, side.credit, j.lot, j.store, j.terminal, j.operator, j.reference
  FROM journal j
  JOIN kind USING (kind)
  JOIN asset USING (asset)
  JOIN system_account ON system_account.system_account = j.counter
 CROSS JOIN LATERAL (VALUES
    ('member ' || j.account, CASE WHEN j.amount < 0 THEN -j.amount END, CASE WHEN j.amount > 0 THEN j.amount END),
    (system_account.name,    CASE WHEN j.amount > 0 THEN j.amount END,  CASE WHEN j.amount < 0 THEN -j.amount END)
  ) AS side (ledger_account, debit, credit)
 WHERE j.amount <> 0;

-- What servers may do. Journal rows can be added and read, never changed or removed.
GRANT USAGE ON SCHEMA public TO ledger_server, ledger_read;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO ledger_server, ledger_read;
GRANT INSERT ON journal, card, program TO ledger_server;
GRANT INSERT, UPDATE ON account, store TO ledger_server;
GRANT UPDATE ON partition TO ledger_server;
GRANT EXECUTE ON FUNCTION journal_make_month(timestamptz) TO ledger_server;
