UPDATE session SET ended_at = clock_timestamp() WHERE token = @token AND ended_at IS NULL
