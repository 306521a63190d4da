-- What reports need to be sure that they read all there is, and that a settled month stays as it was settled.

-- Every month the journal was ever given. One that is here and not attached is missing, and reports say so instead of saying less.
CREATE TABLE ledger_month (
  month   date        PRIMARY KEY CONSTRAINT ledger_month_is_its_first_day CHECK (extract(day FROM month) = 1),
  made_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE ledger_month IS 'months that were made; each must be attached to journal';

-- Those there are, attached or lying beside the journal.
INSERT INTO ledger_month (month)
SELECT to_date(substring(month.relname FROM 9), 'YYYY_MM')
  FROM pg_class month JOIN pg_class journal USING (relnamespace)
 WHERE journal.oid = 'journal'::regclass AND month.relkind = 'r' AND month.relname ~ '^journal_[0-9]{4}_(0[1-9]|1[0-2])$';

CREATE OR REPLACE FUNCTION journal_make_month(moment timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  first timestamp := date_trunc('month', moment AT TIME ZONE 'UTC');
  name  text      := 'journal_' || to_char(first, 'YYYY_MM');
  bounds uuid[];
BEGIN
  SELECT array_agg((lpad(to_hex((extract(epoch FROM edge) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid ORDER BY edge)
    INTO bounds FROM unnest(ARRAY[first, first + interval '1 month']) AS edge;
  IF to_regclass(name) IS NOT NULL THEN RETURN NULL; END IF;
  -- Two servers may come here at once.
  LOCK TABLE ledger IN SHARE ROW EXCLUSIVE MODE;
  IF to_regclass(name) IS NOT NULL THEN RETURN NULL; END IF;
  -- One that was made and is gone is not made anew: that it is missing must be seen.
  IF EXISTS (SELECT FROM ledger_month WHERE month = first::date) THEN RETURN NULL; END IF;
  -- Made apart and then attached: that waits for nobody who reads or writes the journal.
  EXECUTE format('CREATE TABLE %I (LIKE journal INCLUDING ALL)', name);
  EXECUTE format('ALTER TABLE %I SET (autovacuum_vacuum_insert_scale_factor = 0.2, autovacuum_analyze_scale_factor = 0.05)', name);
  EXECUTE format('ALTER TABLE journal ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, bounds[1], bounds[2]);
  INSERT INTO ledger_month (month) VALUES (first::date);
  RETURN name;
END $$;

-- When a business month of a program was closed. Written once the month is settled, so that its settlement never changes, whatever store
-- or time zone the program gets later.
CREATE TABLE settlement_month (
  program   smallint    NOT NULL,
  month     integer     NOT NULL CONSTRAINT settlement_month_is_one CHECK (month % 100 BETWEEN 1 AND 12),
  closes_at timestamptz NOT NULL,
  PRIMARY KEY (program, month)
);
COMMENT ON COLUMN settlement_month.month IS 'year * 100 + month';
COMMENT ON COLUMN settlement_month.closes_at IS 'what is posted from then on with a date of this month is settled late';

GRANT SELECT ON ledger_month, settlement_month TO ledger_server, ledger_read;
GRANT INSERT ON settlement_month TO ledger_server;
