-- A store belongs to one program for ever: under another one nothing is changed.
INSERT INTO store (store, program, name, time_zone) VALUES (@Number, @Program, @Name, @TimeZone)
ON CONFLICT (store) DO UPDATE SET name = excluded.name, time_zone = excluded.time_zone WHERE store.program = excluded.program
