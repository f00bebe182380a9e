-- A run sends many deliveries again, a few each second. Who is in it is fixed
-- when it starts: one row of run_members each. position is the last of them
-- that was worked; next_at is when the next one may go and, once the run is
-- over, when its results are looked at again, until settled_at keeps them.
CREATE TABLE IF NOT EXISTS runs (
  id INTEGER PRIMARY KEY,
  company_id INTEGER NOT NULL,
  location_id INTEGER NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id INTEGER NOT NULL,
  actor_name TEXT NOT NULL,
  filter TEXT NOT NULL,
  until_at INTEGER NOT NULL,
  delivered INTEGER NOT NULL,
  rate INTEGER NOT NULL,
  status INTEGER NOT NULL,
  total INTEGER NOT NULL,
  left_out TEXT NOT NULL,
  result TEXT NOT NULL,
  position INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  lease_owner INTEGER NOT NULL,
  lease_token INTEGER NOT NULL,
  lease_until INTEGER NOT NULL,
  start_key TEXT,
  stopped_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  settled_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS runs_start_key ON runs (start_key);
CREATE INDEX IF NOT EXISTS runs_company ON runs (company_id, location_id);
CREATE INDEX IF NOT EXISTS runs_open ON runs (next_at) WHERE settled_at = 0;

-- outcome and cause say what came of it, once somebody sent it again since.
CREATE TABLE IF NOT EXISTS run_members (
  run_id INTEGER NOT NULL,
  delivery_id INTEGER NOT NULL,
  state INTEGER NOT NULL,
  reason TEXT NOT NULL,
  was INTEGER NOT NULL,
  resent INTEGER NOT NULL,
  at INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  cause TEXT NOT NULL,
  PRIMARY KEY (run_id, delivery_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS run_members_delivery ON run_members (delivery_id);
