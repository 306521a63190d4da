-- Of the prefixes that share numbers with this one, and whose they are, this one itself; or one of another program; or any.
SELECT prefix, program FROM card_prefix
 WHERE starts_with(prefix, @Prefix) OR starts_with(@Prefix, prefix)
 ORDER BY prefix <> @Prefix, program = @Program LIMIT 1
