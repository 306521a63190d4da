SELECT caller, role, scope, program, branch, store, vouched FROM caller_grant WHERE withdrawn_at IS NULL ORDER BY number
