-- Who may call. A caller is who holds a connection: a terminal of a store, a backend, a tool of administrators or another server. Its
-- certificate says only which caller it is; where it belongs and what it may do is data, so a terminal that moves keeps its certificate.
ALTER TABLE ledger ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();
COMMENT ON COLUMN ledger.id IS 'names this ledger in the certificates of its callers: spiffe://<id>/caller/<number>';

-- Written by a role of its own: whatever posts cannot let anybody in.
DO $$
BEGIN
  CREATE ROLE ledger_authority NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
ALTER ROLE ledger_server NOINHERIT;
GRANT ledger_authority TO ledger_server;
GRANT USAGE ON SCHEMA public TO ledger_authority;

CREATE TABLE caller_kind (kind smallint PRIMARY KEY, name text NOT NULL UNIQUE);
INSERT INTO caller_kind VALUES (1, 'terminal'), (2, 'backend'), (3, 'administrator'), (4, 'server');

CREATE TABLE caller (
  caller     integer     PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  kind       smallint    NOT NULL REFERENCES caller_kind,
  name       text        NOT NULL CONSTRAINT caller_has_a_name CHECK (name <> ''),
  store      integer     CONSTRAINT caller_store CHECK (store > 0),
  terminal   integer     CONSTRAINT caller_terminal CHECK (terminal > 0),
  made_at    timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  CONSTRAINT caller_terminal_has_a_place CHECK ((kind = 1) = (store IS NOT NULL AND terminal IS NOT NULL)),
  CONSTRAINT caller_place_is_a_terminals CHECK (kind = 1 OR (store IS NULL AND terminal IS NULL))
);
COMMENT ON COLUMN caller.store IS 'of a terminal: the store and the number in it that its operations must carry';
CREATE UNIQUE INDEX caller_one_terminal_a_place ON caller (store, terminal) WHERE kind = 1 AND revoked_at IS NULL;

-- The keys that callers prove themselves with: SHA-256 of the certificate's public key (SubjectPublicKeyInfo).
CREATE TABLE credential (
  spki       bytea       PRIMARY KEY CONSTRAINT credential_spki CHECK (length(spki) = 32),
  caller     integer     NOT NULL REFERENCES caller,
  serial     text        NOT NULL,
  not_before timestamptz NOT NULL,
  not_after  timestamptz NOT NULL,
  made_at    timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz
);
CREATE INDEX credential_by_caller ON credential (caller);

-- Tokens that let one device in, once: kept as SHA-256 of the 128 random bits.
CREATE TABLE enrolment (
  token      bytea       PRIMARY KEY CONSTRAINT enrolment_token CHECK (length(token) = 32),
  caller     integer     NOT NULL REFERENCES caller,
  not_after  timestamptz NOT NULL,
  made_at    timestamptz NOT NULL DEFAULT now(),
  used_at    timestamptz
);
CREATE INDEX enrolment_by_caller ON enrolment (caller);

-- Each change to who may do what raises the number that servers ask for.
CREATE TABLE authority_change (
  epoch    bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  at       timestamptz NOT NULL DEFAULT now(),
  caller   integer,
  operator integer,
  what     text        NOT NULL
);
COMMENT ON COLUMN authority_change.caller IS 'who asked for it; NULL: the server itself, at its first start';

GRANT SELECT ON caller_kind, caller, credential, enrolment, authority_change TO ledger_server, ledger_read, ledger_authority;
GRANT INSERT ON caller, credential, enrolment, authority_change TO ledger_authority;
GRANT UPDATE (name, store, terminal, revoked_at) ON caller TO ledger_authority;
GRANT UPDATE (revoked_at) ON credential TO ledger_authority;
GRANT UPDATE (used_at) ON enrolment TO ledger_authority;
