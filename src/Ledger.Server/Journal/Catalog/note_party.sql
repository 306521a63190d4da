-- Adds what a store belongs to from now on, when it differs from what held so far.
INSERT INTO store_party (store, since, branch, merchant)
SELECT @Number, CASE WHEN last.store IS NULL THEN '-infinity' ELSE clock_timestamp() END, @Branch, @Merchant
  FROM (SELECT) AS one
  LEFT JOIN LATERAL (SELECT * FROM store_party WHERE store = @Number ORDER BY since DESC LIMIT 1) AS last ON true
 WHERE (last.branch, last.merchant) IS DISTINCT FROM (@Branch, @Merchant)
ON CONFLICT DO NOTHING
