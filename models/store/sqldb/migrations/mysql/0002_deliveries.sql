CREATE TABLE IF NOT EXISTS events (
  id BIGINT NOT NULL,
  public_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  company_id BIGINT NOT NULL,
  location_id BIGINT NOT NULL,
  source_id BIGINT NOT NULL,
  type VARCHAR(128) NOT NULL,
  filter_value VARCHAR(64) NOT NULL,
  action VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  record_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  data LONGBLOB,
  `before` LONGBLOB,
  expands LONGBLOB,
  occurred_at BIGINT NOT NULL,
  accepted_at BIGINT NOT NULL,
  test TINYINT(1) NOT NULL,
  source VARCHAR(320) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY events_public_id (public_id, company_id),
  KEY events_record (record_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- InnoDB ends every index with the primary key, so each of these is also in
-- the order of time. The log reads one run of an index for each status and
-- merges them: deliveries_status is for those who see everything.
-- deliveries_due is the queue; what does not wait has due_at 0.
CREATE TABLE IF NOT EXISTS deliveries (
  id BIGINT NOT NULL,
  shard TINYINT UNSIGNED NOT NULL,
  event_id BIGINT NOT NULL,
  callback_id BIGINT NOT NULL,
  company_id BIGINT NOT NULL,
  location_id BIGINT NOT NULL,
  callback_version INT UNSIGNED NOT NULL,
  event_type VARCHAR(128) NOT NULL,
  host VARCHAR(255) NOT NULL,
  status TINYINT UNSIGNED NOT NULL,
  hold_reason VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason_detail VARCHAR(500) NOT NULL,
  cause VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  cause_detail VARCHAR(500) NOT NULL,
  code SMALLINT UNSIGNED NOT NULL,
  took BIGINT NOT NULL,
  condition_state TINYINT UNSIGNED NOT NULL,
  attempts SMALLINT UNSIGNED NOT NULL,
  plan_pos SMALLINT UNSIGNED NOT NULL,
  plan_len SMALLINT UNSIGNED NOT NULL,
  due_at BIGINT NOT NULL,
  lease_owner SMALLINT UNSIGNED NOT NULL,
  lease_token BIGINT NOT NULL,
  batch_id BIGINT NOT NULL,
  test TINYINT(1) NOT NULL,
  resent SMALLINT UNSIGNED NOT NULL,
  finished_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  KEY deliveries_due (due_at, shard, status, callback_id),
  KEY deliveries_status (status),
  KEY deliveries_company (company_id, status),
  KEY deliveries_location (company_id, location_id, status),
  KEY deliveries_callback (company_id, callback_id, status),
  KEY deliveries_event (company_id, event_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- body_packing says how request_body is stored: 0 as it is, 1 without the
-- event's data that stands inside it, 2 likewise, the data escaped as in a form.
CREATE TABLE IF NOT EXISTS attempts (
  id BIGINT NOT NULL,
  company_id BIGINT NOT NULL,
  delivery_id BIGINT NOT NULL,
  batch_id BIGINT NOT NULL,
  lease_token BIGINT NOT NULL,
  number SMALLINT UNSIGNED NOT NULL,
  callback_version INT UNSIGNED NOT NULL,
  started_at BIGINT NOT NULL,
  method VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  url TEXT NOT NULL,
  request_headers MEDIUMTEXT,
  request_body LONGBLOB,
  body_packing TINYINT UNSIGNED NOT NULL,
  code SMALLINT UNSIGNED NOT NULL,
  response_headers MEDIUMTEXT,
  response_body MEDIUMBLOB,
  response_size BIGINT NOT NULL,
  cause VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  cause_detail VARCHAR(500) NOT NULL,
  dns_us INT NOT NULL,
  connect_us INT NOT NULL,
  tls_us INT NOT NULL,
  wait_us INT NOT NULL,
  read_us INT NOT NULL,
  total_us INT NOT NULL,
  local_address VARCHAR(100) NOT NULL,
  remote_address VARCHAR(100) NOT NULL,
  tls VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  test TINYINT(1) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY attempts_lease (delivery_id, lease_token)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS hourly_counters (
  company_id BIGINT NOT NULL,
  hour BIGINT NOT NULL,
  location_id BIGINT NOT NULL,
  callback_id BIGINT NOT NULL,
  status TINYINT UNSIGNED NOT NULL,
  cause VARCHAR(32) NOT NULL,
  count BIGINT NOT NULL,
  took_total BIGINT NOT NULL,
  PRIMARY KEY (company_id, hour, location_id, callback_id, status, cause),
  KEY hourly_counters_hour (hour)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;

CREATE TABLE IF NOT EXISTS idempotency_keys (
  company_id BIGINT NOT NULL,
  name VARCHAR(255) NOT NULL,
  request_hash VARBINARY(32) NOT NULL,
  code SMALLINT UNSIGNED NOT NULL,
  answer LONGBLOB,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (company_id, name),
  KEY idempotency_keys_created (created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
