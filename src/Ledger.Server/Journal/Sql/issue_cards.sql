-- The cards a batch issues and the identifiers it gives, in the batch's own transaction and behind the same fence. An identifier that
-- was the account's own before is there already.
INSERT INTO card (card, account, last_four, key, kind)
SELECT given.*
  FROM partition, unnest($4::uuid[], $5::bigint[], $6::text[], $7::uuid[], $8::smallint[]) AS given (card, account, last_four, key, kind)
 WHERE partition = $1 AND epoch = $2 AND next_seq = $3
   AND NOT EXISTS (SELECT FROM card own WHERE own.card = given.card AND own.account = given.account AND own.kind = given.kind AND given.kind > 1
                      AND own.void_by IS NULL)
