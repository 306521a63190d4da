INSERT INTO enrolment (token, caller, not_after)
SELECT made.token, made.caller, @notAfter FROM unnest(@tokens::bytea[], @callers::integer[]) AS made (token, caller)
