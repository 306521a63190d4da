-- Decides who has a token: of any number that come with it at once, one finds it unused.
UPDATE enrolment SET used_at = now() FROM caller
 WHERE token = @token AND used_at IS NULL AND not_after > now() AND caller.caller = enrolment.caller AND caller.revoked_at IS NULL
RETURNING caller.caller, caller.store, caller.terminal
