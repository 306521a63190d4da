UPDATE caller SET revoked_at = now() WHERE caller = @caller AND revoked_at IS NULL
