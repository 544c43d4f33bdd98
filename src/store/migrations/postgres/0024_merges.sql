-- Of SQLite's full-text index alone: PostgreSQL merges its own as its server is told to.
SELECT 1;
