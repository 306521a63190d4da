-- Whether the database works on what a session of this server was told. One that waits for more of it, for longer than it takes to send,
-- has lost its other end: it is ended, be it the session itself or one that has locked what it needs.
WITH lost AS MATERIALIZED (
    SELECT pid FROM pg_stat_activity
    WHERE (pid = @session OR pid = ANY (pg_blocking_pids(@session)))
        AND usename = session_user AND wait_event = 'ClientRead'
        AND state_change < clock_timestamp() - make_interval(secs => @seconds)
), ended AS MATERIALIZED (
    SELECT pid, pg_terminate_backend(pid) FROM lost
)
SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = @session) AND NOT EXISTS (SELECT FROM ended WHERE pid = @session)
