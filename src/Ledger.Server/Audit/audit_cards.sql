SELECT card, kind, account, last_four, key, void_by FROM card
