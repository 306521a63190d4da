-- What a token was used for, by the same key: its device asks again for an answer that was lost. A credential is of its enrolment's moment.
SELECT credential.caller, serial, not_before, credential.not_after, store, terminal
  FROM enrolment JOIN credential ON credential.caller = enrolment.caller AND credential.made_at = used_at
  JOIN caller ON caller.caller = credential.caller
 WHERE token = @token AND enrolment.not_after > now() AND spki = @spki AND credential.revoked_at IS NULL AND caller.revoked_at IS NULL
 LIMIT 1
