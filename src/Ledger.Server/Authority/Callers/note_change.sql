INSERT INTO authority_change (caller, operator, what) VALUES (@by, NULL, @what) RETURNING epoch, at
