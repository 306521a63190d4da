SELECT program, type, last_four AS lastfour FROM card_stock WHERE card = @card
