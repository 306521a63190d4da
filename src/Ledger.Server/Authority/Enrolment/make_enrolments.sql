INSERT INTO enrolment (token, caller, not_after)
SELECT unnest(@tokens::bytea[]), unnest(@callers::int[]), now() + make_interval(secs => @seconds)
