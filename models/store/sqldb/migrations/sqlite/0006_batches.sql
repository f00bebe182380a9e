-- A batch carries several deliveries in one request. Its members are fixed
-- when it forms; deliveries.batch_id names the last batch of a delivery. The
-- attempts of a batch have its id as their delivery_id.
CREATE TABLE IF NOT EXISTS batches (
  id INTEGER PRIMARY KEY,
  company_id INTEGER NOT NULL,
  callback_id INTEGER NOT NULL,
  size INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS batch_members (
  delivery_id INTEGER NOT NULL,
  batch_id INTEGER NOT NULL,
  PRIMARY KEY (delivery_id, batch_id)
) WITHOUT ROWID;

-- name_key is NULL once the subscription is deleted, so that the name is free
-- again. What the active ones ask for stands in callback_types.
CREATE TABLE IF NOT EXISTS subscriptions (
  id INTEGER PRIMARY KEY,
  company_id INTEGER NOT NULL,
  callback_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  types TEXT NOT NULL,
  filters TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL,
  name_key TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS subscriptions_name_key ON subscriptions (name_key);
CREATE INDEX IF NOT EXISTS subscriptions_callback ON subscriptions (company_id, callback_id);
