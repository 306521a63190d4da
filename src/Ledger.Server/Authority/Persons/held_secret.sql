SELECT salt, hash FROM person_secret JOIN person USING (operator) WHERE operator = @operator AND disabled_at IS NULL LIMIT 1
