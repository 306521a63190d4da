-- What is fixed once, unless it is already; and the login that migrates may act as the server.
INSERT INTO ledger (partitions, card_key_check) VALUES (@partitions, @cardKeyCheck) ON CONFLICT DO NOTHING;
INSERT INTO partition (partition) SELECT generate_series(0, partitions - 1) FROM ledger ON CONFLICT DO NOTHING;
INSERT INTO total_position (partition) SELECT partition FROM partition ON CONFLICT DO NOTHING;
INSERT INTO receipt_position (partition) SELECT partition FROM partition ON CONFLICT DO NOTHING;
INSERT INTO closing_position (partition) SELECT partition FROM partition ON CONFLICT DO NOTHING;
GRANT ledger_server TO CURRENT_USER;
