-- A business day may begin after midnight: what a restaurant sells at two in the morning belongs to the evening before.
ALTER TABLE store ADD COLUMN day_starts smallint NOT NULL DEFAULT 0 CONSTRAINT store_day_starts CHECK (day_starts BETWEEN 0 AND 720);
COMMENT ON COLUMN store.day_starts IS 'minutes after midnight on the clock of time_zone at which a business day begins';
