SELECT operator, name, secret_set_at, disabled_at FROM person
