-- The identifiers in whose place others come with rows of this transaction.
SELECT card_replace_identifiers(@cards, @accounts, @keys, @kinds)
