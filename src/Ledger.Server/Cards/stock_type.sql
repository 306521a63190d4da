-- The type of a card that was made in a batch and is not issued yet, or not any more.
SELECT type FROM card_stock s WHERE card = @card AND NOT EXISTS (SELECT FROM card c WHERE c.card = s.card AND c.void_by IS NULL)
