-- A lost card that is found is in use again; who owes points does not leave without paying.
INSERT INTO kind VALUES
  (35, 'find card');
INSERT INTO outcome VALUES
  (56, 'points owed'), (58, 'card not lost');

-- A member who leaves, or has an identifier removed, is not found by it any more. Servers cannot change a card themselves: what ends is
-- what a row of the journal, committed with it, says it frees.
CREATE FUNCTION card_free_identifiers(ids uuid[], accounts bigint[], keys uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE card SET void_by = freed.key
    FROM unnest(ids, accounts, keys) AS freed (id, account, key)
   WHERE card.card = freed.id AND card.account = freed.account AND card.kind <> 1 AND card.void_by IS NULL
     AND EXISTS (SELECT FROM journal
                  WHERE journal.key = freed.key AND journal.leg = 0 AND journal.account = freed.account
                    AND journal.detail -> 'freed' ? freed.id::text)
$$;
REVOKE ALL ON FUNCTION card_free_identifiers(uuid[], bigint[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION card_free_identifiers(uuid[], bigint[], uuid[]) TO ledger_server;
COMMENT ON COLUMN card.void_by IS 'identifier: the transaction that put another one in its place or freed it; null: in force';
