-- Whoever has his secret right has mistyped it before; what was typed for others there, or for him elsewhere, stays counted.
DELETE FROM wrong_secret WHERE operator = @operator AND caller = @caller
