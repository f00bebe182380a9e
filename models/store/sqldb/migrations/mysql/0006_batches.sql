-- A batch carries several deliveries in one request. Its members are fixed
-- when it forms; deliveries.batch_id names the last batch of a delivery. The
-- attempts of a batch have its id as their delivery_id.
CREATE TABLE IF NOT EXISTS batches (
  id BIGINT NOT NULL,
  company_id BIGINT NOT NULL,
  callback_id BIGINT NOT NULL,
  size SMALLINT UNSIGNED NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS batch_members (
  delivery_id BIGINT NOT NULL,
  batch_id BIGINT NOT NULL,
  PRIMARY KEY (delivery_id, batch_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- name_key is NULL once the subscription is deleted, so that the name is free
-- again. What the active ones ask for stands in callback_types.
CREATE TABLE IF NOT EXISTS subscriptions (
  id BIGINT NOT NULL,
  company_id BIGINT NOT NULL,
  callback_id BIGINT NOT NULL,
  name VARCHAR(120) NOT NULL,
  status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  types TEXT NOT NULL,
  filters MEDIUMTEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted_at BIGINT NOT NULL,
  name_key VARCHAR(300) COLLATE utf8mb4_bin,
  PRIMARY KEY (id),
  UNIQUE KEY subscriptions_name_key (name_key),
  KEY subscriptions_callback (company_id, callback_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- The names of campaigns are longer than the ids of lists.
ALTER TABLE callback_types MODIFY filter_value VARCHAR(200) NOT NULL;
ALTER TABLE events MODIFY filter_value VARCHAR(200) NOT NULL;
