UPDATE credential SET revoked_at = now() WHERE spki = @key AND revoked_at IS NULL
