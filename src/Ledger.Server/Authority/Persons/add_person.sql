INSERT INTO person (operator, name, secret_set_at) VALUES (@operator, @name, now()) ON CONFLICT DO NOTHING
