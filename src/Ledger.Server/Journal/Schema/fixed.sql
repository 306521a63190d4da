-- What was fixed when the ledger was made.
SELECT partitions, card_key_check, id FROM ledger
