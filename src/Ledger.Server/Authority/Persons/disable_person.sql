WITH forgotten AS (DELETE FROM person_secret WHERE operator = @operator),
ended AS (UPDATE session SET ended_at = clock_timestamp() WHERE operator = @operator AND ended_at IS NULL)
UPDATE person SET disabled_at = now(), secret_set_at = NULL WHERE operator = @operator AND disabled_at IS NULL
