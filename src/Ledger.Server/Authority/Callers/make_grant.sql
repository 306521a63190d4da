-- What is held already only takes the new answer to whether it is vouched for; no row comes back when that is the same.
INSERT INTO caller_grant AS held (caller, operator, role, scope, program, branch, store, vouched)
SELECT nullif(unnest(@callers::integer[]), 0), nullif(@operator, 0), @role, @scope, @program::smallint, @branch::text, @store::integer,
       @vouched
ON CONFLICT (coalesce(caller, 0), coalesce(operator, 0), role, scope, coalesce(program, 0), coalesce(branch, ''), coalesce(store, 0))
  WHERE withdrawn_at IS NULL
DO UPDATE SET vouched = EXCLUDED.vouched WHERE held.vouched <> EXCLUDED.vouched
RETURNING held.number
