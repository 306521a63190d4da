UPDATE caller SET store = @store, terminal = @terminal, name = @name
 WHERE caller = @caller AND (store, terminal) <> (@store, @terminal)
