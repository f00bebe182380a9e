-- The interests that profiles of a database have had: a condition sees those that
-- a profile lacks as false.
CREATE TABLE IF NOT EXISTS interests (
  database_id BIGINT NOT NULL,
  name VARBINARY(800) NOT NULL,
  company_id BIGINT NOT NULL,
  PRIMARY KEY (database_id, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
