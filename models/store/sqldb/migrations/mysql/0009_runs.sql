-- A run sends many deliveries again, a few each second. Who is in it is fixed
-- when it starts: one row of run_members each. position is the last of them
-- that was worked; next_at is when the next one may go and, once the run is
-- over, when its results are looked at again, until settled_at keeps them.
CREATE TABLE IF NOT EXISTS runs (
  id BIGINT NOT NULL,
  company_id BIGINT NOT NULL,
  location_id BIGINT NOT NULL,
  actor_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor_id BIGINT NOT NULL,
  actor_name VARCHAR(320) NOT NULL,
  filter TEXT NOT NULL,
  until_at BIGINT NOT NULL,
  delivered TINYINT(1) NOT NULL,
  rate SMALLINT UNSIGNED NOT NULL,
  status TINYINT UNSIGNED NOT NULL,
  total INT NOT NULL,
  left_out TEXT NOT NULL,
  result TEXT NOT NULL,
  position BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  lease_owner INT NOT NULL,
  lease_token BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  start_key VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin,
  stopped_by VARCHAR(320) NOT NULL,
  created_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  settled_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY runs_start_key (start_key),
  KEY runs_company (company_id, location_id),
  KEY runs_open (settled_at, next_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- outcome and cause say what came of it, once somebody sent it again since.
CREATE TABLE IF NOT EXISTS run_members (
  run_id BIGINT NOT NULL,
  delivery_id BIGINT NOT NULL,
  state TINYINT UNSIGNED NOT NULL,
  reason VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  was TINYINT UNSIGNED NOT NULL,
  resent INT NOT NULL,
  at BIGINT NOT NULL,
  outcome TINYINT UNSIGNED NOT NULL,
  cause VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (run_id, delivery_id),
  KEY run_members_delivery (delivery_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
