WITH gone AS (
  DELETE FROM step_up WHERE token IN (SELECT token FROM step_up WHERE not_after < now() - make_interval(days => @keptDays) LIMIT 20)),
made AS (
  INSERT INTO step_up (token, operator, caller, spki, operation, not_after)
  SELECT @token, @operator, @caller, @spki, @operation, clock_timestamp() + make_interval(secs => @seconds)
   WHERE EXISTS (SELECT FROM person_secret WHERE operator = @operator AND salt = @salt)
  RETURNING token)
SELECT count(*) = 1 FROM made LIMIT 1
