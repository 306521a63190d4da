SELECT account, program, last_seq, principal, points, bonus, detail::text, due_on, hold_until
  FROM account WHERE partition = @partition
