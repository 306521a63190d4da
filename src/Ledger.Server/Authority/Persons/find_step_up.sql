SELECT operator, caller, spki AS key, not_after <= clock_timestamp() AS "isOver"
  FROM step_up
 WHERE token = @token AND operation = @operation
 LIMIT 1
