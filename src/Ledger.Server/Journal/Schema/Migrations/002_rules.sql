-- What the rules of returns, holds, tiers, transfers and waiting points need of the journal. No row is rewritten: the new columns are NULL in all there are.
INSERT INTO system_account VALUES (7, 'breakage'), (8, 'in transit'), (9, 'fees'), (10, 'cash out');
INSERT INTO kind VALUES
  (8, 'checkout'), (9, 'refund'), (10, 'reverse'), (11, 'place hold'), (12, 'capture hold'), (13, 'release hold'), (14, 'report loss'),
  (15, 'replace card'), (16, 'approve card'), (17, 'set pin'), (18, 'unlock pin'), (19, 'freeze'), (20, 'unfreeze'), (21, 'warn'),
  (22, 'cash out'), (23, 'cancel account'), (24, 'transfer'), (25, 'merge'), (26, 'describe'), (27, 'set tier'), (28, 'arrive'),
  (29, 'come back'), (30, 'expire'), (31, 'time out hold'), (32, 'review tier'), (33, 'grant bonus'), (34, 'block key');
INSERT INTO outcome VALUES
  (3, 'posted before'), (20, 'key blocked'), (21, 'account frozen'), (22, 'account cancelled'), (23, 'account merged'), (24, 'account not frozen'),
  (25, 'card lost'), (26, 'card void'), (27, 'card expired'), (28, 'card waiting'), (29, 'card not waiting'), (30, 'not capable'),
  (31, 'card ambiguous'), (32, 'identifier taken'), (33, 'not eligible'), (34, 'pin required'), (35, 'wrong pin'), (36, 'pin locked'),
  (37, 'pin not set'), (38, 'points share limit'), (39, 'overpaid'), (40, 'rest differs'), (41, 'original unknown'), (42, 'not refundable'),
  (43, 'not reversible'), (44, 'exceeds original'), (45, 'hold limit'), (46, 'hold unknown'), (47, 'hold expired'), (48, 'hold released'),
  (49, 'hold captured'), (50, 'exceeds hold'), (51, 'holds open'), (52, 'transfer not allowed'), (53, 'tier unknown'), (54, 'reward unknown'),
  (55, 'action unknown');

ALTER TABLE journal ADD COLUMN original uuid, ADD COLUMN lot_from date, ADD COLUMN detail jsonb;
COMMENT ON COLUMN journal.original IS 'the operation this one refers to: what is refunded, reversed, captured, released, timed out, or arrives';
COMMENT ON COLUMN journal.lot IS 'points, bonus: last day the lot can be spent; -infinity: points the member owes, no lot at all';
COMMENT ON COLUMN journal.lot_from IS 'points: first day the lot can be spent; NULL: at once';
COMMENT ON COLUMN journal.detail IS 'leg 0: what the columns do not say; NULL on plain accruals and debits';
COMMENT ON COLUMN journal.figure IS 'redeem: what the points are worth; capture, release: what is left of the hold; refusal: what was available, or the block';

-- Only a return may take points that are no longer there; afterwards the balance stays below zero until what is owed is paid off.
ALTER TABLE journal
  DROP CONSTRAINT journal_points_floor,
  ADD CONSTRAINT journal_points_floor        CHECK (points_after >= 0 OR amount >= 0 OR asset <> 1 OR kind IN (9, 10)),
  ADD CONSTRAINT journal_debt_is_of_points   CHECK (lot > '-infinity' OR asset = 1),
  ADD CONSTRAINT journal_only_points_wait    CHECK (lot_from IS NULL OR (asset = 1 AND lot > '-infinity')),
  ADD CONSTRAINT journal_detail_on_first_leg CHECK (detail IS NULL OR leg = 0);

-- What refers to an operation; transfers, of which upkeep looks for those that have not arrived; days for reports.
CREATE INDEX journal_original ON journal (original) WHERE original IS NOT NULL;
CREATE INDEX journal_sent ON journal (posted_at, key) WHERE kind IN (24, 25) AND outcome < 10 AND leg = 0;
CREATE INDEX journal_days ON journal USING brin (posted_at, business_date) WITH (pages_per_range = 32, autosummarize = on);

-- When upkeep has something to do on an account, as of its checkpoint.
ALTER TABLE account
  DROP CONSTRAINT account_points_floor,
  ADD COLUMN due_on date,
  ADD COLUMN hold_until timestamptz,
  ADD CONSTRAINT account_points_floor CHECK (points >= 0 OR coalesce((detail ->> 'owed')::bigint, 0) >= -points);
CREATE INDEX account_due  ON account (partition, due_on, account) WHERE due_on IS NOT NULL;
CREATE INDEX account_hold ON account (partition, hold_until)      WHERE hold_until IS NOT NULL;
COMMENT ON COLUMN account.due_on IS 'first day on which something expires, is reviewed or granted; NULL: never';
COMMENT ON COLUMN account.hold_until IS 'end of the hold that ends first; NULL: no hold is open';
COMMENT ON COLUMN account.detail IS 'lots as [last day, amount, first day], cards as [id, last four, status, type, last day], points owed, membership, activity';

-- A server of the version before knows nothing of what is new in a state and would write checkpoints without it. It raises epoch alone, so from
-- the first take-over by a newer server on it can take no partition back.
ALTER TABLE partition ADD COLUMN rules_epoch bigint NOT NULL DEFAULT 0;
UPDATE partition SET rules_epoch = epoch;
ALTER TABLE partition ADD CONSTRAINT partition_writer_knows_the_rules CHECK (rules_epoch = epoch);
COMMENT ON COLUMN partition.rules_epoch IS 'the epoch again, as a writer sets it that knows the rules';

-- Identifiers (member number, mobile, document) are found the way cards are.
ALTER TABLE card ADD COLUMN kind smallint NOT NULL DEFAULT 1 CONSTRAINT card_kind CHECK (kind BETWEEN 1 AND 4);
COMMENT ON COLUMN card.kind IS '1 card, 2 member number, 3 mobile, 4 document';
COMMENT ON COLUMN card.key IS 'the transaction that issued the card or gave the identifier';

CREATE OR REPLACE VIEW entry AS
SELECT j.posted_at, j.business_date, j.partition, j.seq, j.key, j.leg, kind.name AS kind, side.ledger_account, asset.name AS asset,
       side.debit, side.credit, j.lot, j.store, j.terminal, j.operator, j.reference, j.lot_from, j.original
  FROM journal j
  JOIN kind USING (kind)
  JOIN asset USING (asset)
  JOIN system_account ON system_account.system_account = j.counter
 CROSS JOIN LATERAL (VALUES
    ('member ' || j.account, CASE WHEN j.amount < 0 THEN -j.amount END, CASE WHEN j.amount > 0 THEN j.amount END),
    (system_account.name,    CASE WHEN j.amount > 0 THEN j.amount END,  CASE WHEN j.amount < 0 THEN -j.amount END)
  ) AS side (ledger_account, debit, credit)
 WHERE j.amount <> 0;
