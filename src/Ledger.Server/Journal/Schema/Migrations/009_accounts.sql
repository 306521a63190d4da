-- A lost card that is found is in use again.
INSERT INTO kind VALUES
  (35, 'find card');
INSERT INTO outcome VALUES
  (58, 'card not lost');
