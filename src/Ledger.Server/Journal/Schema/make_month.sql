SELECT journal_make_month(@moment)
