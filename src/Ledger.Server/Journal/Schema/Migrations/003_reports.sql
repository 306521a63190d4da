-- What reports and card stock need, and identifiers beside cards.

-- A row of card is a card, which points at one account for ever, or an identifier: a member number, mobile or document number. A member who gives
-- another one of a kind is not found by the old one any more, and somebody else may have it then.
ALTER TABLE card ADD COLUMN void_by uuid CONSTRAINT card_itself_is_for_ever CHECK (void_by IS NULL OR kind <> 1);
COMMENT ON COLUMN card.void_by IS 'identifier: the transaction that put another one in its place; null: in force';
ALTER TABLE card DROP CONSTRAINT card_points_at_one_account;
CREATE UNIQUE INDEX card_points_at_one_account ON card (card) WHERE void_by IS NULL;
CREATE UNIQUE INDEX card_one_identifier_of_a_kind ON card (account, kind) WHERE kind <> 1 AND void_by IS NULL;

-- Servers only add rows; the old identifier ends by the new one's coming, here. So they need no right to change a card.
CREATE FUNCTION card_end_old_identifier() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE card SET void_by = NEW.key WHERE account = NEW.account AND kind = NEW.kind AND kind <> 1 AND void_by IS NULL;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION card_end_old_identifier() FROM PUBLIC;
CREATE TRIGGER card_end_old_identifier BEFORE INSERT ON card FOR EACH ROW WHEN (NEW.kind <> 1) EXECUTE FUNCTION card_end_old_identifier();

-- Numbers made for cards that belong to nobody yet. A number itself is nowhere: it follows from the card key, the batch's key and its place.
CREATE TABLE card_batch (
  key       uuid        PRIMARY KEY,
  made_at   timestamptz NOT NULL,
  count     integer     NOT NULL CONSTRAINT card_batch_count CHECK (count BETWEEN 1 AND 10000),
  program   smallint    NOT NULL,
  card_type text        NOT NULL,
  prefix    text        NOT NULL CONSTRAINT card_batch_prefix CHECK (prefix ~ '^[0-9]{0,8}$')
);
COMMENT ON COLUMN card_batch.card_type IS 'as it was asked for; card_stock.type is what it stood for';
CREATE TABLE card_stock (
  card      uuid     PRIMARY KEY,
  key       uuid     NOT NULL REFERENCES card_batch,
  program   smallint NOT NULL,
  type      text     NOT NULL,
  last_four text     NOT NULL
);
CREATE INDEX card_stock_key ON card_stock (key);
COMMENT ON TABLE card_stock IS 'stays when a card is issued: then card has it too';

-- Which branch and merchant a store belonged to since when. Only added to, so that a settled month stays as it was.
CREATE TABLE store_party (
  store    integer     NOT NULL REFERENCES store,
  since    timestamptz NOT NULL,
  branch   text        NOT NULL,
  merchant text        NOT NULL,
  PRIMARY KEY (store, since)
);
COMMENT ON COLUMN store_party.branch IS 'empty: none; likewise merchant';

GRANT SELECT, INSERT ON card_batch, card_stock, store_party TO ledger_server;
GRANT SELECT ON card_batch, card_stock, store_party TO ledger_read;
