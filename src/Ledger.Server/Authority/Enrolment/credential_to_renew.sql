-- Whoever takes the caller's right away meanwhile waits, and takes it from the new credential too.
SELECT credential.not_before, credential.not_after, store, terminal FROM credential JOIN caller USING (caller)
 WHERE spki = @spki AND caller = @caller AND credential.revoked_at IS NULL AND caller.revoked_at IS NULL
   FOR UPDATE LIMIT 1
