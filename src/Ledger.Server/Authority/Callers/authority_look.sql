-- The newest changes, and the version of the policy that is in force, which may come into it without a change.
SELECT epoch,
       coalesce((SELECT version FROM policy WHERE active_from <= now() ORDER BY active_from DESC, version DESC LIMIT 1), 0)
  FROM authority_change
 ORDER BY epoch DESC
 LIMIT 16
