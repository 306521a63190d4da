-- Who acts. An operator's number is what operations carry; his secret proves him, and what he may do is grants as callers have them.
CREATE TABLE person (
  operator      integer     PRIMARY KEY CONSTRAINT person_number CHECK (operator > 0),
  name          text        NOT NULL CONSTRAINT person_has_a_name CHECK (name <> ''),
  made_at       timestamptz NOT NULL DEFAULT now(),
  secret_set_at timestamptz,
  disabled_at   timestamptz
);
COMMENT ON COLUMN person.secret_set_at IS 'NULL: he has none, and cannot sign in';

-- Apart from the rest, for the one role that compares: slow hashes, keyed with the pepper of PINs, which is not in the database.
CREATE TABLE person_secret (
  operator integer PRIMARY KEY REFERENCES person,
  salt     bytea   NOT NULL,
  hash     bytea   NOT NULL
);

-- A grant is a caller's or a person's.
ALTER TABLE caller_grant ALTER COLUMN caller DROP NOT NULL;
ALTER TABLE caller_grant ADD COLUMN operator integer REFERENCES person;
ALTER TABLE caller_grant ADD CONSTRAINT caller_grant_is_somebodys CHECK (num_nonnulls(caller, operator) = 1);
ALTER TABLE caller_grant ADD CONSTRAINT caller_grant_own_place_is_a_callers CHECK (caller IS NOT NULL OR scope > 1);
DROP INDEX caller_grant_once;
CREATE UNIQUE INDEX caller_grant_once ON caller_grant (
  coalesce(caller, 0), coalesce(operator, 0), role, scope, coalesce(program, 0), coalesce(branch, ''), coalesce(store, 0))
  WHERE withdrawn_at IS NULL;

-- Who has signed in where. A token is 128 random bits, kept as SHA-256, and is of use over connections of one key alone.
CREATE TABLE session (
  token     bytea       PRIMARY KEY CONSTRAINT session_token CHECK (length(token) = 32),
  operator  integer     NOT NULL REFERENCES person,
  caller    integer     NOT NULL REFERENCES caller,
  spki      bytea       NOT NULL,
  made_at   timestamptz NOT NULL DEFAULT now(),
  used_at   timestamptz NOT NULL DEFAULT now(),
  not_after timestamptz NOT NULL,
  ended_at  timestamptz
);
COMMENT ON COLUMN session.used_at IS 'not later than a minute before it was really used last';
CREATE INDEX session_by_operator ON session (operator) WHERE ended_at IS NULL;
CREATE INDEX session_by_caller ON session (caller) WHERE ended_at IS NULL;
CREATE INDEX session_by_end ON session (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX session_by_last_day ON session (not_after);

-- Secrets that were typed and not found right, or not yet; whether there is such an operator makes no difference.
CREATE TABLE wrong_secret (
  number   bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  operator integer     NOT NULL,
  caller   integer     NOT NULL REFERENCES caller,
  typed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX wrong_secret_by_operator ON wrong_secret (operator, typed_at);
CREATE INDEX wrong_secret_by_caller ON wrong_secret (caller, typed_at);
CREATE INDEX wrong_secret_by_time ON wrong_secret (typed_at);

-- Approvals of one operation each, by an operator who typed his secret for it at another one's terminal: SHA-256 of a token, and a keyed
-- hash of what is approved, the operation's bytes.
CREATE TABLE step_up (
  token     bytea       PRIMARY KEY CONSTRAINT step_up_token CHECK (length(token) = 32),
  operator  integer     NOT NULL REFERENCES person,
  caller    integer     NOT NULL REFERENCES caller,
  spki      bytea       NOT NULL,
  operation bytea       NOT NULL CONSTRAINT step_up_operation CHECK (length(operation) = 32),
  made_at   timestamptz NOT NULL DEFAULT now(),
  not_after timestamptz NOT NULL
);
CREATE INDEX step_up_by_last_day ON step_up (not_after);

GRANT SELECT ON person, session, step_up TO ledger_server, ledger_read, ledger_authority;
GRANT INSERT ON person, session, step_up TO ledger_authority;
GRANT UPDATE (secret_set_at, disabled_at) ON person TO ledger_authority;
GRANT UPDATE (used_at, ended_at) ON session TO ledger_authority;
GRANT DELETE ON session, step_up TO ledger_authority;
GRANT SELECT, INSERT, UPDATE, DELETE ON person_secret TO ledger_authority;
GRANT SELECT, INSERT, DELETE ON wrong_secret TO ledger_authority;
