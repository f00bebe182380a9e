CREATE TABLE IF NOT EXISTS events (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL,
  company_id INTEGER NOT NULL,
  location_id INTEGER NOT NULL,
  source_id INTEGER NOT NULL,
  type TEXT NOT NULL,
  filter_value TEXT NOT NULL,
  action TEXT NOT NULL,
  record_id TEXT NOT NULL,
  data BLOB,
  `before` BLOB,
  expands BLOB,
  occurred_at INTEGER NOT NULL,
  accepted_at INTEGER NOT NULL,
  test INTEGER NOT NULL,
  source TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS events_public_id ON events (public_id, company_id);
CREATE INDEX IF NOT EXISTS events_record ON events (record_id);

-- SQLite ends every index with the row id, so each of these is also in
-- the order of time.
CREATE TABLE IF NOT EXISTS deliveries (
  id INTEGER PRIMARY KEY,
  shard INTEGER NOT NULL,
  event_id INTEGER NOT NULL,
  callback_id INTEGER NOT NULL,
  company_id INTEGER NOT NULL,
  location_id INTEGER NOT NULL,
  callback_version INTEGER NOT NULL,
  event_type TEXT NOT NULL,
  host TEXT NOT NULL,
  status INTEGER NOT NULL,
  hold_reason TEXT NOT NULL,
  reason TEXT NOT NULL,
  reason_detail TEXT NOT NULL,
  cause TEXT NOT NULL,
  cause_detail TEXT NOT NULL,
  code INTEGER NOT NULL,
  took INTEGER NOT NULL,
  condition_state INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  plan_pos INTEGER NOT NULL,
  plan_len INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  lease_owner INTEGER NOT NULL,
  lease_token INTEGER NOT NULL,
  batch_id INTEGER NOT NULL,
  test INTEGER NOT NULL,
  resent INTEGER NOT NULL,
  finished_at INTEGER NOT NULL
);
-- SQLite ends every index with the row id, so each of these is also in the
-- order of time. The log reads one run of an index for each status and merges
-- them: deliveries_status is for those who see everything. deliveries_due is
-- the queue, and holds only what waits.
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_at, shard, status, callback_id) WHERE due_at > 0;
CREATE INDEX IF NOT EXISTS deliveries_status ON deliveries (status);
CREATE INDEX IF NOT EXISTS deliveries_company ON deliveries (company_id, status);
CREATE INDEX IF NOT EXISTS deliveries_location ON deliveries (company_id, location_id, status);
CREATE INDEX IF NOT EXISTS deliveries_callback ON deliveries (company_id, callback_id, status);
CREATE INDEX IF NOT EXISTS deliveries_event ON deliveries (company_id, event_id);

-- body_packing says how request_body is stored: 0 as it is, 1 without the
-- event's data that stands inside it, 2 likewise, the data escaped as in a form.
CREATE TABLE IF NOT EXISTS attempts (
  id INTEGER PRIMARY KEY,
  company_id INTEGER NOT NULL,
  delivery_id INTEGER NOT NULL,
  batch_id INTEGER NOT NULL,
  lease_token INTEGER NOT NULL,
  number INTEGER NOT NULL,
  callback_version INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  method TEXT NOT NULL,
  url TEXT NOT NULL,
  request_headers TEXT,
  request_body BLOB,
  body_packing INTEGER NOT NULL,
  code INTEGER NOT NULL,
  response_headers TEXT,
  response_body BLOB,
  response_size INTEGER NOT NULL,
  cause TEXT NOT NULL,
  cause_detail TEXT NOT NULL,
  dns_us INTEGER NOT NULL,
  connect_us INTEGER NOT NULL,
  tls_us INTEGER NOT NULL,
  wait_us INTEGER NOT NULL,
  read_us INTEGER NOT NULL,
  total_us INTEGER NOT NULL,
  local_address TEXT NOT NULL,
  remote_address TEXT NOT NULL,
  tls TEXT NOT NULL,
  test INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS attempts_lease ON attempts (delivery_id, lease_token);

CREATE TABLE IF NOT EXISTS hourly_counters (
  company_id INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  location_id INTEGER NOT NULL,
  callback_id INTEGER NOT NULL,
  status INTEGER NOT NULL,
  cause TEXT NOT NULL,
  count INTEGER NOT NULL,
  took_total INTEGER NOT NULL,
  PRIMARY KEY (company_id, hour, location_id, callback_id, status, cause)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS hourly_counters_hour ON hourly_counters (hour);

CREATE TABLE IF NOT EXISTS idempotency_keys (
  company_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  request_hash BLOB NOT NULL,
  code INTEGER NOT NULL,
  answer BLOB,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (company_id, name)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS idempotency_keys_created ON idempotency_keys (created_at);
