INSERT INTO caller (kind, name, store, terminal) VALUES (@kind, @name, @store, @terminal) RETURNING caller
