INSERT INTO authority_change (caller, what) VALUES (@caller, @what)
