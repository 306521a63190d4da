-- A store belongs to one program for ever: under another one nothing is changed.
INSERT INTO store (store, program, name, time_zone, day_starts) VALUES (@Number, @Program, @Name, @TimeZone, @DayStarts)
ON CONFLICT (store) DO UPDATE SET name = excluded.name, time_zone = excluded.time_zone, day_starts = excluded.day_starts
 WHERE store.program = excluded.program
