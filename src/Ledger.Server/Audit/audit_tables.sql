-- What the tables beside the journal say that does not fit together: the check it breaks, and where.

-- The partitions of the ledger, and nothing of others.
SELECT 'I7' AS "check", 'the ledger has ' || partitions || ' partitions, the table ' || count(partition) AS "where"
  FROM ledger LEFT JOIN partition ON partition < partitions AND partition >= 0 GROUP BY partitions HAVING count(partition) <> partitions
UNION ALL
SELECT 'I7', 'partition ' || partition || ' is not one of the ledger''s' FROM partition, ledger
 WHERE partition < 0 OR partition >= partitions
UNION ALL
SELECT 'I7', count(*) || ' checkpoints are of partition ' || partition || ', which is not there' FROM account
 WHERE NOT EXISTS (SELECT FROM partition WHERE partition.partition = account.partition) GROUP BY partition
UNION ALL
-- A writer sets these together with the epoch, and a mark is not above what is committed.
SELECT 'I7', 'partition ' || partition || ' has epoch ' || epoch || ' and for its writers ' || rules_epoch || ', ' || returns_epoch || ', '
    || lanes_epoch
  FROM partition WHERE rules_epoch <> epoch OR returns_epoch <> epoch OR lanes_epoch <> epoch
UNION ALL
SELECT 'I7', 'partition ' || partition || ' was taken by lane ' || lane || ', which is not there' FROM partition
 WHERE NOT EXISTS (SELECT FROM lane WHERE lane.lane = partition.lane) AND lane IS NOT NULL
UNION ALL
SELECT 'I7', 'partition ' || partition || ' was taken under epoch ' || held_epoch || ' of lane ' || lane || ', which has had '
    || lane.epoch
  FROM partition JOIN lane USING (lane) WHERE held_epoch > lane.epoch
UNION ALL
SELECT 'I7', 'partition ' || partition || ' has a checkpoint at ' || checkpoint_seq || ', the next number is ' || next_seq
  FROM partition WHERE checkpoint_seq >= next_seq OR checkpoint_seq < 0
UNION ALL
-- Two transactions cannot have one key: that is this index's word.
SELECT 'I3 I5', 'month ' || inhrelid::regclass || ' does not keep keys and legs from coming twice' FROM pg_inherits
 WHERE inhparent = 'journal'::regclass
   AND NOT EXISTS (
     SELECT FROM pg_index WHERE indrelid = inhrelid AND indisunique AND indisvalid AND indisready AND indpred IS NULL
        AND pg_get_indexdef(indexrelid) LIKE '%(key, leg)')

-- Card stock: batches, their cards, and the cards that were issued since.
UNION ALL
SELECT 'stock', 'batch ' || key || ' is of ' || count || ' cards, of which there are '
    || (SELECT count(*) FROM card_stock s WHERE s.key = b.key)
  FROM card_batch b WHERE count <> (SELECT count(*) FROM card_stock s WHERE s.key = b.key)
UNION ALL
SELECT 'stock', 'card ' || card || ' was made in batch ' || s.key || ', which is not there'
  FROM card_stock s LEFT JOIN card_batch b USING (key) WHERE b.key IS NULL
UNION ALL
SELECT 'stock', 'card ' || card || ' is of program ' || s.program || ' and type ' || s.type || ', its batch ' || b.key || ' of '
    || b.program || ' and ' || b.card_type
  FROM card_stock s JOIN card_batch b USING (key)
 WHERE s.program <> b.program OR (b.card_type <> '' AND s.type <> b.card_type)
    OR s.type <> (SELECT min(type) FROM card_stock other WHERE other.key = b.key)
UNION ALL
SELECT 'stock', 'card ' || card || ' ends in ' || s.last_four || ' in stock, and in ' || c.last_four || ' as it was issued'
  FROM card_stock s JOIN card c USING (card) WHERE c.kind = {identifier.card} AND s.last_four <> c.last_four
UNION ALL
SELECT 'stock', 'card ' || s.card || ' is of program ' || s.program || ', it was issued in ' || j.program
  FROM card_stock s JOIN card c USING (card) JOIN journal j ON j.key = c.key AND j.leg = 0
 WHERE c.kind = {identifier.card} AND s.program <> j.program
UNION ALL
SELECT 'stock', 'prefix ' || prefix || ' of batch ' || key || ' belongs to nobody'
  FROM card_batch b WHERE prefix <> '' AND NOT EXISTS (SELECT FROM card_prefix p WHERE p.prefix = b.prefix)
UNION ALL
SELECT 'stock', 'prefix ' || prefix || ' belongs to program ' || program || ', which made no card with it'
  FROM card_prefix p WHERE NOT EXISTS (SELECT FROM card_batch b WHERE b.prefix = p.prefix AND b.program = p.program)
UNION ALL
SELECT 'stock', 'prefix ' || prefix || ' belongs to program ' || program || ' since ' || since || ', after its first batch'
  FROM card_prefix p WHERE since > (SELECT min(made_at) FROM card_batch b WHERE b.prefix = p.prefix AND b.program = p.program)

-- Whom stores belonged to: from the beginning, one change after the other, each to somebody else.
UNION ALL
SELECT 'parties', 'store ' || store || ' belongs to nobody before ' || min(since) FROM store_party
 GROUP BY store HAVING min(since) > '-infinity'
UNION ALL
SELECT 'parties', 'store ' || store || ' belongs to the same since ' || since || ' as before' FROM (
  SELECT store, since, (branch, merchant) = lag((branch, merchant)) OVER (PARTITION BY store ORDER BY since) AS same FROM store_party
) AS changes WHERE same
UNION ALL
SELECT 'parties', 'store ' || store || ' belongs to somebody since ' || since || ', which is to come' FROM store_party
 WHERE since > now() + interval '1 day'
UNION ALL
SELECT 'parties', 'store ' || store || ' belongs to somebody and is not there'
  FROM store_party p WHERE NOT EXISTS (SELECT FROM store WHERE store.store = p.store)

-- Months of the journal and of settlement.
UNION ALL
SELECT 'months', relname || ' is attached, but was never made'
  FROM pg_inherits JOIN pg_class month ON month.oid = inhrelid
 WHERE inhparent = 'journal'::regclass AND relname ~ '^journal_[0-9]+_[0-9]+$'
   AND NOT EXISTS (SELECT FROM ledger_month WHERE relname = 'journal_' || to_char(month, 'YYYY_MM'))
UNION ALL
SELECT 'months', 'month ' || month || ' of program ' || program || ' was closed at ' || closes_at FROM settlement_month
 WHERE closes_at NOT BETWEEN make_date(month / 100, month % 100, 1) + interval '1 month'
                         AND make_date(month / 100, month % 100, 1) + interval '1 month 5 days'
UNION ALL
SELECT 'months', 'month ' || month || ' of program ' || program || ' was closed, and there is no such program' FROM settlement_month m
 WHERE NOT EXISTS (SELECT FROM program p WHERE p.program = m.program)

-- Programs and stores.
UNION ALL
SELECT 'rules', 'store ' || store || ' belongs to program ' || program || ', which is not there' FROM store s
 WHERE NOT EXISTS (SELECT FROM program p WHERE p.program = s.program)
