-- The id that somebody's own system has for a contact, once for each location. Of
-- contacts that shared one before, the oldest holds it.
CREATE TABLE IF NOT EXISTS contact_ids (
  location_id BIGINT NOT NULL,
  api_id VARBINARY(768) NOT NULL,
  record_id BIGINT NOT NULL,
  company_id BIGINT NOT NULL,
  PRIMARY KEY (location_id, api_id),
  KEY contact_ids_record (record_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
INSERT IGNORE INTO contact_ids (location_id, api_id, record_id, company_id)
  SELECT location_id, api_id, MIN(id), MIN(company_id)
  FROM (
    SELECT id, company_id, location_id,
      CAST(JSON_UNQUOTE(JSON_EXTRACT(CONVERT(data USING utf8mb4), '$.contact_api_id')) AS BINARY) AS api_id
    FROM records
    WHERE resource = 'contact' AND deleted_at = 0
      AND JSON_TYPE(JSON_EXTRACT(CONVERT(data USING utf8mb4), '$.contact_api_id')) = 'STRING'
  ) AS given
  WHERE LENGTH(api_id) BETWEEN 1 AND 768
  GROUP BY location_id, api_id;
