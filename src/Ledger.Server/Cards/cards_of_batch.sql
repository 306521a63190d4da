SELECT card FROM card_stock WHERE key = @key LIMIT @limit
