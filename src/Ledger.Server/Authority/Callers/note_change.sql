INSERT INTO authority_change (caller, operator, what) VALUES (@caller, @operator, @what) RETURNING epoch, at
