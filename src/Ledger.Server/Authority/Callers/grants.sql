SELECT coalesce(caller, 0) AS caller, coalesce(operator, 0) AS operator, role, scope, program, branch, store, vouched
  FROM caller_grant WHERE withdrawn_at IS NULL ORDER BY number
