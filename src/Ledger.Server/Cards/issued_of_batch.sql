-- How many cards of a batch belong to somebody by now.
SELECT count(*) FROM card_stock s WHERE s.key = @key AND EXISTS (SELECT FROM card c WHERE c.card = s.card)
