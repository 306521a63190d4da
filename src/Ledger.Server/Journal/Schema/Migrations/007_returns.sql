-- Refusals of returns: too many of one original, and top-ups whose bonus is spent.
INSERT INTO outcome VALUES
  (57, 'returns limit'), (59, 'bonus spent');
