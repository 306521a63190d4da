-- Checkpoints ahead of their partition's last row are of rows that the journal has lost. Marked so that they are never taken for the truth
-- when the journal has grown past them, and overwritten by the next one.
UPDATE account SET last_seq = 0
  FROM lane
 WHERE account.partition = @partition AND account.account = ANY (@accounts) AND account.last_seq > @last_seq
   AND lane.lane = @lane AND lane.instance = @instance AND lane.epoch = @epoch AND lane.commit_no = @commit_no
