-- The cards a batch issues and the identifiers it gives, in the batch's own transaction, behind its fence. An identifier that was the
-- account's own before is there already.
INSERT INTO card (card, account, last_four, key, kind)
SELECT given.*
  FROM unnest(@cards::uuid[], @accounts::bigint[], @last_fours::text[], @keys::uuid[], @kinds::smallint[])
       AS given (card, account, last_four, key, kind)
 WHERE NOT EXISTS (SELECT FROM card own
                    WHERE own.card = given.card AND own.account = given.account AND own.kind = given.kind
                      AND given.kind <> {identifier.card} AND own.void_by IS NULL)
