-- Servers of one ledger share its partitions: each has to know who else lives, and where what it has not can be sent on to.
CREATE TABLE server (
  node       text        PRIMARY KEY,
  instance   uuid        NOT NULL,
  address    text        NOT NULL,
  version    text        NOT NULL,
  is_leaving boolean     NOT NULL,
  seen_at    timestamptz NOT NULL
) WITH (fillfactor = 10);
COMMENT ON TABLE server IS 'who serves the ledger; one that has not been seen for the time of a lease counts as gone';
COMMENT ON COLUMN server.instance IS 'the life of the process, as its lanes have it; a namesake that comes later takes the row';
COMMENT ON COLUMN server.address IS 'where callers and other servers reach it; empty: it does not listen yet';
COMMENT ON COLUMN server.is_leaving IS 'it is being stopped: it takes no partition and gives back what it has';
COMMENT ON COLUMN server.seen_at IS 'by the clock of the database';

GRANT SELECT, INSERT, UPDATE ON server TO ledger_server;
GRANT SELECT ON server TO ledger_read;
