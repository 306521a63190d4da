INSERT INTO credential (spki, caller, serial, not_before, not_after) VALUES (@spki, @caller, @serial, @notBefore, @notAfter)
