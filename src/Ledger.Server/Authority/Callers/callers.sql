SELECT caller, kind, name, coalesce(store, 0), coalesce(terminal, 0), revoked_at FROM caller
