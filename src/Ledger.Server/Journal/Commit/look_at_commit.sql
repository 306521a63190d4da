-- Whether the database works on what a session of this server was told. One that waits for more of it, for longer than it takes to send,
-- has lost its other end. With @may_end it is ended, be it the session itself or a server's other one that has locked what it needs.
WITH blocking AS MATERIALIZED (
    SELECT unnest(pg_blocking_pids(@session)) AS pid
), lost AS MATERIALIZED (
    SELECT pid FROM pg_stat_activity
    WHERE (pid = @session OR pid IN (SELECT pid FROM blocking))
        AND usename = session_user AND application_name LIKE 'ledger-%' AND wait_event = 'ClientRead'
        AND state_change < clock_timestamp() - make_interval(secs => @seconds)
), ended AS MATERIALIZED (
    SELECT pid, pg_terminate_backend(pid) FROM lost WHERE @may_end
)
SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = @session)
    AND NOT EXISTS (SELECT FROM lost WHERE pid = @session OR NOT @may_end)
    AND (SELECT count(*) FROM ended) >= 0
