-- How full the space of a prefix is, in numbers for every 10^18: a prefix of n digits leaves 10^(18 - n) numbers, so each number made
-- under it counts 10^n. A number under a longer prefix also lies in the space of the shorter ones, so the fullest place is at the end of a
-- chain of prefixes. Numbers without a prefix are a space of their own: they are everybody's, and one of them falls under a given prefix
-- of eight digits once in 10^8 times.
WITH made AS (
  SELECT prefix, sum(count) * 10::numeric ^ length(prefix) AS weight
    FROM card_batch WHERE (prefix = '') = (@Prefix = '') GROUP BY prefix
)
SELECT max(weight) FROM (
  SELECT place.prefix, sum(made.weight) AS weight
    FROM made place JOIN made ON starts_with(place.prefix, made.prefix)
   WHERE starts_with(place.prefix, @Prefix)
   GROUP BY place.prefix) AS places
