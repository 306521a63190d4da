INSERT INTO person_secret (operator, salt, hash) VALUES (@operator, @salt, @hash)
ON CONFLICT (operator) DO UPDATE SET salt = EXCLUDED.salt, hash = EXCLUDED.hash
