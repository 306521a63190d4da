-- What is held already only takes the new answer to whether it is vouched for; no row comes back when that is the same.
INSERT INTO caller_grant AS held (caller, role, scope, program, branch, store, vouched)
SELECT unnest(@callers::integer[]), @role, @scope, @program::smallint, @branch::text, @store::integer, @vouched
ON CONFLICT (caller, role, scope, coalesce(program, 0), coalesce(branch, ''), coalesce(store, 0)) WHERE withdrawn_at IS NULL
DO UPDATE SET vouched = EXCLUDED.vouched WHERE held.vouched <> EXCLUDED.vouched
RETURNING held.number
