WITH put AS (
  INSERT INTO person_secret (operator, salt, hash) VALUES (@operator, @salt, @hash)
  ON CONFLICT (operator) DO UPDATE SET salt = EXCLUDED.salt, hash = EXCLUDED.hash)
UPDATE person SET disabled_at = NULL, secret_set_at = now() WHERE operator = @operator AND disabled_at IS NOT NULL
