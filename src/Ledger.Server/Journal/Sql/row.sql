seq, prev_seq, account, amount, points_after, principal_after, bonus_after, asked, figure, terminal_seq, payload_hash,
       business_time, posted_at, business_date, store, terminal, operator, rule_version, partition, program, leg, asset, counter,
       kind, outcome, key, lot, card, new_card, new_card_last_four, reference, note, original, lot_from, detail::text
