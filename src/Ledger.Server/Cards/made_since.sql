-- How many numbers a program has had made since a moment, and when the first of them.
SELECT sum(count)::bigint, min(made_at) FROM card_batch WHERE program = @Program AND made_at > @since
