-- Adds to the sums by day of receipt of the closing that is being made.
INSERT INTO closing_held (partition, month, received_on, program, asset, amount)
SELECT @partition, @month, unnest(@days::date[]), unnest(@programs::smallint[]), unnest(@assets::smallint[]), unnest(@amounts::bigint[])
ON CONFLICT (partition, month, received_on, program, asset) DO UPDATE SET amount = closing_held.amount + excluded.amount
