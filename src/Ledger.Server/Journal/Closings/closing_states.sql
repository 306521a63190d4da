-- Accounts as of their newest closing, or as far as the one that is being made has got.
SELECT newest.account, newest.month, newest.program, newest.last_seq, newest.points, newest.principal, newest.bonus, newest.detail,
       newest.receipts
  FROM unnest(@accounts::bigint[]) AS asked (account)
 CROSS JOIN LATERAL (
   SELECT * FROM closing_account c WHERE c.partition = @partition AND c.account = asked.account ORDER BY month DESC LIMIT 1) AS newest
