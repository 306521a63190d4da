SELECT epoch, at, coalesce(caller, 0), coalesce(operator, 0), what
  FROM authority_change WHERE epoch < @before ORDER BY epoch DESC LIMIT @limit
