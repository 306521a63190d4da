SELECT account, program, last_seq, principal, points, bonus, detail::text
  FROM account WHERE partition = @partition AND account = ANY (@accounts)
