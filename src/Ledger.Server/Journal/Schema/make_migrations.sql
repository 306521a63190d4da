-- Ahead of the first migration, so not one itself.
CREATE TABLE IF NOT EXISTS schema_migration (
  number integer PRIMARY KEY, name text NOT NULL, text text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
