UPDATE caller_grant SET withdrawn_at = now()
 WHERE coalesce(caller, 0) = @caller AND coalesce(operator, 0) = @operator AND role = @role AND scope = @scope
   AND coalesce(program, 0) = coalesce(@program::smallint, 0) AND coalesce(branch, '') = coalesce(@branch::text, '')
   AND coalesce(store, 0) = coalesce(@store::integer, 0) AND withdrawn_at IS NULL
