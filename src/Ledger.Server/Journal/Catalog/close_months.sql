-- Notes when business months were closed, unless that is noted already. Two servers may come here at once.
INSERT INTO settlement_month (program, month, closes_at)
SELECT * FROM unnest(@programs::smallint[], @months::int[], @closes::timestamptz[]) ON CONFLICT DO NOTHING
