-- Somebody who can give rights over the whole ledger, and can prove who he is.
SELECT EXISTS (
  SELECT FROM caller_grant g
    JOIN caller c USING (caller)
    JOIN credential k USING (caller)
   WHERE g.role = 5 AND g.scope = 5 AND g.withdrawn_at IS NULL
     AND c.revoked_at IS NULL AND k.revoked_at IS NULL AND k.not_after > now())
