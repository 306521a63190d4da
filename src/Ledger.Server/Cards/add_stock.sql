-- Makes cards of those numbers that are nobody's and in no stock yet.
INSERT INTO card_stock (card, key, program, type, last_four)
SELECT made.card, @Key, @Program, @type, made.last_four
  FROM unnest(@cards::uuid[], @lastFour::text[]) AS made (card, last_four)
 WHERE NOT EXISTS (SELECT FROM card WHERE card.card = made.card)
ON CONFLICT DO NOTHING
RETURNING card
