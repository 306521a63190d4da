SELECT version, active_from AS "ActiveFrom", document FROM policy WHERE version = @version LIMIT 1
