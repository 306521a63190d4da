-- How long it still lasts and how long it has been idle, in seconds: the clocks of servers may differ.
SELECT operator, caller, spki, extract(epoch FROM not_after - clock_timestamp())::float8,
       extract(epoch FROM clock_timestamp() - used_at)::float8
  FROM session
 WHERE token = @token AND ended_at IS NULL AND not_after > clock_timestamp()
   AND used_at > clock_timestamp() - make_interval(mins => @idle)
 LIMIT 1
