-- The cards a batch issues, in the batch's own transaction and behind the same fence.
INSERT INTO card (card, account, last_four, key)
SELECT unnest($4::uuid[]), unnest($5::bigint[]), unnest($6::text[]), unnest($7::uuid[])
  FROM partition
 WHERE partition = $1 AND epoch = $2 AND next_seq = $3
