-- A card that was made in a batch and is not issued yet, or not any more: whose it is to issue, and its type.
SELECT program, type FROM card_stock s WHERE card = @card AND NOT EXISTS (SELECT FROM card c WHERE c.card = s.card AND c.void_by IS NULL)
