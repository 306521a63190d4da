-- This server lives. A namesake that came later has its place: then nothing is changed.
INSERT INTO server (node, instance, address, version, is_leaving, seen_at)
VALUES (@node, @instance, @address, @version, @is_leaving, now())
ON CONFLICT (node) DO UPDATE
   SET instance = excluded.instance, address = excluded.address, version = excluded.version, is_leaving = excluded.is_leaving,
       seen_at = excluded.seen_at
 WHERE server.instance = @instance OR @at_start OR server.seen_at < now() - make_interval(secs => @lease_seconds)
