-- The identifiers that rows of this transaction free; what else is asked for stays.
SELECT card_free_identifiers(@ids, @accounts, @keys)
