WITH earlier AS (
  UPDATE session SET ended_at = clock_timestamp() WHERE operator = @operator AND caller = @caller AND ended_at IS NULL
  RETURNING token),
gone AS (
  DELETE FROM session WHERE token IN (SELECT token FROM session WHERE not_after < now() - make_interval(days => @keptDays) LIMIT 20)),
made AS (
  INSERT INTO session (token, operator, caller, spki, not_after)
  SELECT @token, @operator, @caller, @spki, now() + make_interval(hours => @hours)
   WHERE EXISTS (SELECT FROM person_secret WHERE operator = @operator AND salt = @salt)
  RETURNING token)
SELECT (SELECT count(*) FROM made) = 1, ARRAY(SELECT token FROM earlier) LIMIT 1
