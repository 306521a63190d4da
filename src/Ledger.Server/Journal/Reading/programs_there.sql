-- The programs that rows can be of.
SELECT DISTINCT program FROM program
