-- Who has been seen for less than a lease ago.
SELECT node, instance, address, is_leaving
  FROM server WHERE seen_at > now() - make_interval(secs => @lease_seconds) ORDER BY node LIMIT @limit
