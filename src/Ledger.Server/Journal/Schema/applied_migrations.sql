SELECT number, text FROM schema_migration ORDER BY number
