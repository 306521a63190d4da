-- Which of these cards and identifiers point at an account now.
SELECT card, account FROM card WHERE card = ANY (@cards) AND void_by IS NULL
