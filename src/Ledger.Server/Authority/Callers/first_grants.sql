-- On a ledger without any grant: its administrators look after it, its terminals serve. Where somebody has a grant nothing is given.
INSERT INTO caller_grant (caller, role, scope, vouched)
SELECT c.caller, r.role, r.scope, true
  FROM caller c
  JOIN (VALUES (3, 5::smallint, 5::smallint), (1, 1::smallint, 1::smallint), (1, 2::smallint, 1::smallint)) AS r (kind, role, scope)
    ON r.kind = c.kind
 WHERE c.revoked_at IS NULL AND NOT EXISTS (SELECT FROM caller_grant)
