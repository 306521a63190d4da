-- Where an account was merged into whose returns follow it, as its checkpoint has it.
SELECT (detail -> 'membership' ->> 'merged_into')::bigint FROM account
 WHERE account = @account AND (detail -> 'membership' ->> 'follows')::boolean
 LIMIT 1
