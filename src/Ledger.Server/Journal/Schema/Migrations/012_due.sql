-- A checkpoint that a server of 0.1.0 wrote does not say when something on it is due: what expires there would not be found before its
-- account was used again.
UPDATE account SET due_on = due.first_day
  FROM (SELECT account.partition, account.account, min((lot ->> 0)::date) + 1 AS first_day
          FROM account CROSS JOIN LATERAL jsonb_array_elements((account.detail -> 'points') || (account.detail -> 'bonus')) AS lot
         WHERE account.due_on IS NULL AND lot ->> 0 < '9999-12-31'
         GROUP BY account.partition, account.account) AS due
 WHERE account.partition = due.partition AND account.account = due.account;
