SELECT EXISTS (SELECT FROM journal WHERE kind = {kind.set_pin} AND outcome < {outcome.refused})
