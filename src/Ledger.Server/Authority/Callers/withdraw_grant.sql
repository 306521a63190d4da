UPDATE caller_grant SET withdrawn_at = now()
 WHERE caller = @caller AND role = @role AND scope = @scope AND coalesce(program, 0) = coalesce(@program::smallint, 0)
   AND coalesce(branch, '') = coalesce(@branch::text, '') AND coalesce(store, 0) = coalesce(@store::integer, 0) AND withdrawn_at IS NULL
