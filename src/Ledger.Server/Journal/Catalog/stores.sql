SELECT store, program, name, time_zone FROM store
