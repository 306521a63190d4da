-- Somebody who changes rights and posts.
SELECT EXISTS (
  SELECT FROM caller_grant admin
    JOIN caller_grant other ON other.caller = admin.caller OR other.operator = admin.operator
   WHERE admin.role = 5 AND other.role IN (1, 2, 3) AND admin.withdrawn_at IS NULL AND other.withdrawn_at IS NULL)
