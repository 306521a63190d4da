-- In the place of one that is named by its salt, or of whichever; ends his sessions, but for the one that is named.
WITH put AS (
  UPDATE person_secret SET salt = @salt, hash = @hash WHERE operator = @operator AND salt = coalesce(@held::bytea, salt)
  RETURNING operator),
ended AS (
  UPDATE session SET ended_at = clock_timestamp() FROM put
   WHERE session.operator = put.operator AND ended_at IS NULL AND token <> @kept)
UPDATE person SET secret_set_at = now() FROM put WHERE person.operator = put.operator AND disabled_at IS NULL
