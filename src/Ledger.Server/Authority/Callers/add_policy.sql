INSERT INTO policy (active_from, document) VALUES (greatest(coalesce(@activeFrom, now()), now()), @document)
RETURNING version, active_from AS "ActiveFrom", document
