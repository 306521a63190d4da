INSERT INTO program (program, version, active_from, name, document) VALUES (@Program, @Version, @ActiveFrom, @Name, @Text)
ON CONFLICT DO NOTHING
