-- The account that a card or identifier points at now.
SELECT account, kind FROM card WHERE card = @card AND void_by IS NULL
