-- Finds the lane while it is this writer's and has committed all that this writer was told.
SELECT FROM lane WHERE lane = @lane AND instance = @instance AND epoch = @epoch AND commit_no = @commit_no
