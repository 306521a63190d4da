-- Counted as wrong before it is looked at: of many at once no more are looked at than may be wrong.
INSERT INTO wrong_secret (operator, caller)
SELECT @operator, @caller
 WHERE (SELECT count(*) FROM wrong_secret WHERE operator = @operator) < @ofOperator
   AND (SELECT count(*) FROM wrong_secret WHERE caller = @caller) < @ofCaller
