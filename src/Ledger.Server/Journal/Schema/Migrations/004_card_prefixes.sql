-- A prefix of card numbers belongs to the program that used it first, so that programs do not use up each other's numbers.
CREATE TABLE card_prefix (
  prefix  text        PRIMARY KEY CONSTRAINT card_prefix_digits CHECK (prefix ~ '^[0-9]{1,8}$'),
  program smallint    NOT NULL,
  since   timestamptz NOT NULL
);
COMMENT ON TABLE card_prefix IS 'whose card numbers begin so; numbers without a prefix are everybody''s';
INSERT INTO card_prefix (prefix, program, since)
SELECT DISTINCT ON (prefix) prefix, program, made_at FROM card_batch WHERE prefix <> '' ORDER BY prefix, made_at, key;

GRANT SELECT, INSERT ON card_prefix TO ledger_server;
GRANT SELECT ON card_prefix TO ledger_read;
