SELECT account, program, last_seq, principal, points, bonus, detail::text
  FROM unnest(@partitions::smallint[], @accounts::bigint[]) AS asked (partition, account) JOIN account USING (partition, account)
