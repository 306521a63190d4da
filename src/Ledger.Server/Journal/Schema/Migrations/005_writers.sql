-- A server of an earlier version knows nothing of what accounts have learnt since 0.2.0 (why a card is void) and would write checkpoints
-- without it. As with rules_epoch: it raises the epochs it knows, and so can take no partition any more.
ALTER TABLE partition ADD COLUMN returns_epoch bigint NOT NULL DEFAULT 0;
UPDATE partition SET returns_epoch = epoch;
ALTER TABLE partition ADD CONSTRAINT partition_writer_knows_returns CHECK (returns_epoch = epoch);
COMMENT ON COLUMN partition.returns_epoch IS 'the epoch again, as a writer sets it that knows why cards are void';
