-- The interests that profiles of a database have had: a condition sees those that
-- a profile lacks as false.
CREATE TABLE interests (
  database_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  company_id INTEGER NOT NULL,
  PRIMARY KEY (database_id, name)
) WITHOUT ROWID;
