SELECT card, kind, account, last_four, key, void_by IS NOT NULL FROM card
