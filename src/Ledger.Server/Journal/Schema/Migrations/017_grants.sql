-- Who may do what. A grant is a role of a caller somewhere; how far the role reaches from there is the policy, a document in versions.
-- Both are written under the role that lets callers in, and under no other.
CREATE TABLE caller_grant (
  number       integer     PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  caller       integer     NOT NULL REFERENCES caller,
  role         smallint    NOT NULL CONSTRAINT caller_grant_role CHECK (role BETWEEN 1 AND 5),
  scope        smallint    NOT NULL CONSTRAINT caller_grant_scope CHECK (scope BETWEEN 1 AND 5),
  program      smallint,
  branch       text,
  store        integer,
  vouched      boolean     NOT NULL,
  made_at      timestamptz NOT NULL DEFAULT now(),
  withdrawn_at timestamptz,
  CONSTRAINT caller_grant_names_its_scope CHECK (
    (scope = 2) = (store IS NOT NULL) AND (scope IN (3, 4)) = (program IS NOT NULL) AND (scope = 3) = (branch IS NOT NULL))
);
COMMENT ON COLUMN caller_grant.role IS '1 cashier, 2 manager, 3 finance, 4 auditor, 5 admin';
COMMENT ON COLUMN caller_grant.scope IS '1 wherever the terminal is, 2 store, 3 branch, 4 program, 5 ledger';
COMMENT ON COLUMN caller_grant.vouched IS 'of a terminal: it names operators in this role by their numbers alone';
CREATE UNIQUE INDEX caller_grant_once ON caller_grant (caller, role, scope, coalesce(program, 0), coalesce(branch, ''), coalesce(store, 0))
  WHERE withdrawn_at IS NULL;

CREATE TABLE policy (
  version     integer     PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  active_from timestamptz NOT NULL,
  document    text        NOT NULL,
  made_at     timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE policy IS 'without any row the one that came with the server is in force';

GRANT SELECT ON caller_grant, policy TO ledger_server, ledger_read, ledger_authority;
GRANT INSERT ON caller_grant, policy TO ledger_authority;
GRANT UPDATE (vouched, withdrawn_at) ON caller_grant TO ledger_authority;
