INSERT INTO schema_migration (number, name, text) VALUES (@number, @name, @text)
