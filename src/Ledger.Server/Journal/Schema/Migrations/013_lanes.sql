-- A partition says where an account's rows belong and who may write them; a lane is who writes: one connection of a server, with one batch
-- in flight, for all the partitions that it holds. So the number of partitions is no longer the number of commits under way.
CREATE TABLE lane (
  lane        integer     PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  node        text        NOT NULL,
  number      smallint    NOT NULL CONSTRAINT lane_number CHECK (number >= 0),
  instance    uuid,
  epoch       bigint      NOT NULL DEFAULT 0,
  commit_no   bigint      NOT NULL DEFAULT 0,
  lease_until timestamptz NOT NULL DEFAULT '-infinity',
  CONSTRAINT lane_of_a_node UNIQUE (node, number)
) WITH (fillfactor = 10);
COMMENT ON TABLE lane IS 'a server''s writers; each commit moves commit_no of its lane, under the epoch and instance that took it';
COMMENT ON COLUMN lane.epoch IS
  'raised by every take-over and by giving back; a writer of an older epoch can write nothing, and its partitions are free';
COMMENT ON COLUMN lane.commit_no IS
  'counts commits and take-overs, and never goes back: a writer that knows of more was told what this database has lost';

-- A server of an earlier version moves next_seq under partition.epoch and knows nothing of lanes. While its lease lasts it is left alone;
-- each take-over raises the epoch, which fences it, and as with rules_epoch it can take no partition any more.
ALTER TABLE partition
  ADD COLUMN lane        integer,
  ADD COLUMN held_epoch  bigint NOT NULL DEFAULT 0,
  ADD COLUMN lanes_epoch bigint NOT NULL DEFAULT 0;
UPDATE partition SET lanes_epoch = epoch;
ALTER TABLE partition ADD CONSTRAINT partition_writer_is_a_lane CHECK (lanes_epoch = epoch);
COMMENT ON COLUMN partition.lane IS 'the lane that took it last; it holds it as long as its epoch is held_epoch';
COMMENT ON COLUMN partition.held_epoch IS 'the epoch of the lane when it took the partition';
COMMENT ON COLUMN partition.lanes_epoch IS 'the epoch again, as a writer sets it that commits under its lane';
COMMENT ON COLUMN partition.epoch IS 'raised by every take-over; fences writers of versions before lanes';
COMMENT ON COLUMN partition.lease_until IS 'of a server of a version before lanes; a lane has its own';
COMMENT ON COLUMN partition.next_seq IS 'the number behind the newest row as of the last checkpoint; the journal may be further';

-- An identifier in whose place another one comes ends with it. That was a trigger's work, and is the writer's: what ends is what a row of
-- the journal, committed with it, says has come.
DROP TRIGGER card_end_old_identifier ON card;
DROP FUNCTION card_end_old_identifier();
CREATE FUNCTION card_replace_identifiers(ids uuid[], accounts bigint[], keys uuid[], kinds smallint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE card SET void_by = given.key
    FROM unnest(ids, accounts, keys, kinds) AS given (id, account, key, kind)
   WHERE card.account = given.account AND card.kind = given.kind AND card.kind <> 1 AND card.card <> given.id AND card.void_by IS NULL
     AND EXISTS (SELECT FROM journal
                  WHERE journal.key = given.key AND journal.leg = 0 AND journal.account = given.account
                    AND journal.detail -> 'identifiers'
                        @> jsonb_build_array(jsonb_build_object('kind', given.kind, 'id', given.id::text)))
$$;
REVOKE ALL ON FUNCTION card_replace_identifiers(uuid[], bigint[], uuid[], smallint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION card_replace_identifiers(uuid[], bigint[], uuid[], smallint[]) TO ledger_server;

-- What a transaction has given of one id is one row.
ALTER TABLE card ADD CONSTRAINT card_given PRIMARY KEY (card, key);

GRANT SELECT, INSERT, UPDATE ON lane TO ledger_server;
GRANT SELECT ON lane TO ledger_read;
