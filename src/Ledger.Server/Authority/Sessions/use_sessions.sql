-- Which of them have not ended.
UPDATE session SET used_at = clock_timestamp() WHERE token = ANY (@tokens) AND ended_at IS NULL
RETURNING token
