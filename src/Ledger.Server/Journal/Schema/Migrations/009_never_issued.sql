-- A card whose issue is reversed was never issued: it points nowhere, and can be issued again. As with identifiers, servers cannot change a
-- card themselves: what ends is what a row of the journal, committed with it, says it frees; of cards by the reversal of the very
-- transaction that issued it.
ALTER TABLE card DROP CONSTRAINT card_itself_is_for_ever;
CREATE OR REPLACE FUNCTION card_free_identifiers(ids uuid[], accounts bigint[], keys uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE card SET void_by = freed.key
    FROM unnest(ids, accounts, keys) AS freed (id, account, key)
   WHERE card.card = freed.id AND card.account = freed.account AND card.void_by IS NULL
     AND EXISTS (SELECT FROM journal
                  WHERE journal.key = freed.key AND journal.leg = 0 AND journal.account = freed.account
                    AND journal.detail -> 'freed' ? freed.id::text
                    AND (card.kind <> 1 OR (journal.kind = 10 AND journal.original = card.key)))
$$;
COMMENT ON COLUMN card.void_by IS
  'the transaction that put another identifier in its place or freed it, or the reversal of its issue; null: in force';
