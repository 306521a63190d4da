SELECT program, version, document FROM program ORDER BY program, version
