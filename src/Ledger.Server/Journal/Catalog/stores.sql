SELECT store, program, name, time_zone, day_starts FROM store
