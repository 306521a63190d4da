DELETE FROM wrong_secret WHERE typed_at < clock_timestamp() - make_interval(mins => @minutes)
