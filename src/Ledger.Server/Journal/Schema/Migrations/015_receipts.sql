-- What is left of what members received, by its day, so that their holdings can be told by age without reading the journal again: in each
-- lot what came in first goes out first. Totals as those of 015, with positions of their own.
CREATE TABLE receipt_position (
  partition smallint PRIMARY KEY,
  seq       bigint   NOT NULL DEFAULT 0 CONSTRAINT receipt_position_from_zero CHECK (seq >= 0)
) WITH (fillfactor = 10);
COMMENT ON TABLE receipt_position IS
  'rows up to seq are in receipt and held_total, later ones are not; always the last row of a transaction';

CREATE TABLE receipt (
  remaining   bigint   NOT NULL CONSTRAINT receipt_is_not_used_up CHECK (remaining > 0),
  account     bigint   NOT NULL,
  lot         date     NOT NULL,
  received_on date     NOT NULL,
  partition   smallint NOT NULL,
  asset       smallint NOT NULL,
  program     smallint NOT NULL,
  PRIMARY KEY (partition, account, asset, lot, program, received_on)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
COMMENT ON COLUMN receipt.lot IS 'its last day; infinity: principal, which has no lots; -infinity: points that the member owes';
COMMENT ON COLUMN receipt.received_on IS 'day of posting, UTC';

CREATE TABLE held_total (
  amount      bigint   NOT NULL,
  received_on date     NOT NULL,
  program     smallint NOT NULL,
  asset       smallint NOT NULL,
  PRIMARY KEY (received_on, program, asset)
) WITH (fillfactor = 50);
COMMENT ON TABLE held_total IS 'what is left of receipts, by day; points that are owed count below zero';

GRANT SELECT ON receipt_position, receipt, held_total TO ledger_server, ledger_read;
GRANT UPDATE ON receipt_position TO ledger_server;
GRANT INSERT, UPDATE, DELETE ON receipt TO ledger_server;
GRANT INSERT, UPDATE ON held_total TO ledger_server;
