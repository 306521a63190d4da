-- Sums of what the journal says, so that a report need not read it again. They follow behind it: up to total_position they have every row
-- once, and reports add the rows behind it. Whatever they say can be made again from the journal.
CREATE TABLE total_position (
  partition smallint PRIMARY KEY,
  seq       bigint   NOT NULL DEFAULT 0 CONSTRAINT total_position_from_zero CHECK (seq >= 0)
) WITH (fillfactor = 10);
COMMENT ON TABLE total_position IS 'rows up to seq are in the totals, later ones are not; always the last row of a transaction';

-- By ledger account and day of posting: the trial balance, and what was forfeited.
CREATE TABLE ledger_total (
  given     bigint   NOT NULL,
  taken     bigint   NOT NULL,
  posted_on date     NOT NULL,
  program   smallint NOT NULL,
  asset     smallint NOT NULL,
  counter   smallint NOT NULL,
  PRIMARY KEY (posted_on, program, asset, counter)
) WITH (fillfactor = 50);
COMMENT ON COLUMN ledger_total.posted_on IS 'UTC, as in day_total';
COMMENT ON COLUMN ledger_total.given IS 'to members: credit of the members, debit of the ledger account; taken: from members';

-- By store, business date and all that closes and settlements tell apart.
CREATE TABLE day_total (
  count         bigint   NOT NULL,
  given         bigint   NOT NULL,
  taken         bigint   NOT NULL,
  worth         bigint   NOT NULL,
  netted        bigint   NOT NULL,
  store         integer  NOT NULL,
  terminal      integer  NOT NULL,
  fee_version   integer  NOT NULL,
  business_date date     NOT NULL,
  posted_on     date     NOT NULL,
  program       smallint NOT NULL,
  kind          smallint NOT NULL,
  outcome       smallint NOT NULL,
  asset         smallint NOT NULL,
  counter       smallint NOT NULL,
  PRIMARY KEY (store, business_date, terminal, posted_on, kind, outcome, asset, counter, program, fee_version)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX day_total_days ON day_total USING brin (posted_on, business_date) WITH (pages_per_range = 8, autosummarize = on);
COMMENT ON TABLE day_total IS 'rows of a store; the ledger''s own operations have none and are in ledger_total alone';
COMMENT ON COLUMN day_total.count IS 'transactions, each once for each asset: where its first row of that asset is';
COMMENT ON COLUMN day_total.worth IS 'of redeemed points, less what was given back and what was given in bonus';
COMMENT ON COLUMN day_total.netted IS 'what refunds kept back for points that were spent';
COMMENT ON COLUMN day_total.fee_version IS 'fees: the version of the rules that the fee was taken under; 0: no fee';

-- Running numbers of terminals as runs without a gap, each as long as it can be, and those that came more than once.
CREATE TABLE number_run (
  "first"       bigint  NOT NULL,
  "last"        bigint  NOT NULL,
  store         integer NOT NULL,
  terminal      integer NOT NULL,
  business_date date    NOT NULL,
  PRIMARY KEY (store, business_date, terminal, "first"),
  CONSTRAINT number_run_runs_forward CHECK ("first" > 0 AND "last" >= "first")
) WITH (autovacuum_vacuum_scale_factor = 0.02);
CREATE TABLE number_repeat (
  number        bigint  NOT NULL,
  times         bigint  NOT NULL CONSTRAINT number_repeat_is_one CHECK (times > 1),
  store         integer NOT NULL,
  terminal      integer NOT NULL,
  business_date date    NOT NULL,
  PRIMARY KEY (store, business_date, terminal, number)
);

GRANT SELECT ON total_position, ledger_total, day_total, number_run, number_repeat TO ledger_server, ledger_read;
GRANT UPDATE ON total_position TO ledger_server;
GRANT INSERT, UPDATE ON ledger_total, day_total, number_repeat TO ledger_server;
GRANT INSERT, DELETE ON number_run TO ledger_server;
