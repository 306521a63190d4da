SELECT EXISTS (SELECT FROM person WHERE secret_set_at IS NOT NULL)
    OR EXISTS (SELECT FROM journal WHERE kind = {kind.set_pin} AND outcome < {outcome.refused})
