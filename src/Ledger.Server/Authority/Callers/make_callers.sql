-- One or many of a kind; a terminal's place is beside its name, of others there is none.
INSERT INTO caller (kind, name, store, terminal)
SELECT @kind, made.name, nullif(@store, 0), nullif(made.terminal, 0)
  FROM unnest(@names::text[], @terminals::integer[]) WITH ORDINALITY AS made (name, terminal, at)
 ORDER BY made.at
RETURNING caller, name, coalesce(store, 0), coalesce(terminal, 0)
