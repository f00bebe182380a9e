-- The id that somebody's own system has for a contact, once for each location. Of
-- contacts that shared one before, the oldest holds it.
CREATE TABLE contact_ids (
  location_id INTEGER NOT NULL,
  api_id TEXT NOT NULL,
  record_id INTEGER NOT NULL,
  company_id INTEGER NOT NULL,
  PRIMARY KEY (location_id, api_id)
) WITHOUT ROWID;
CREATE INDEX contact_ids_record ON contact_ids (record_id);
INSERT INTO contact_ids (location_id, api_id, record_id, company_id)
  SELECT location_id, json_extract(CAST(data AS TEXT), '$.contact_api_id'), MIN(id), company_id FROM records
  WHERE resource = 'contact' AND deleted_at = 0 AND length(CAST(json_extract(CAST(data AS TEXT), '$.contact_api_id') AS BLOB)) BETWEEN 1 AND 768
  GROUP BY location_id, json_extract(CAST(data AS TEXT), '$.contact_api_id'), company_id;
