-- When business months were closed, as far as that is noted.
SELECT program, month, closes_at FROM settlement_month WHERE month = ANY (@months)
