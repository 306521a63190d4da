-- A transfer that is reversed is taken back from its other side, and travels as a transfer does.
INSERT INTO kind VALUES
  (36, 'take back');
DROP INDEX journal_sent;
CREATE INDEX journal_sent ON journal (posted_at, key) WHERE kind IN (24, 25, 36) AND outcome < 10 AND leg = 0;
