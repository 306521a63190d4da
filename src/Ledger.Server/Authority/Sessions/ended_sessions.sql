SELECT token FROM session WHERE ended_at > clock_timestamp() - make_interval(secs => @seconds)
