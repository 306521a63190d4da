UPDATE lane SET lease_until = now() + make_interval(secs => @lease_seconds)
 WHERE lane = @lane AND instance = @instance AND epoch = @epoch AND commit_no = @commit_no
