SELECT account, program, last_seq, principal, points, bonus, detail::text FROM account WHERE partition = $1 AND account = ANY ($2)
