-- Whether the last attempt of a delivery, and an attempt, went to the backup
-- URL of its callback.
ALTER TABLE deliveries ADD COLUMN backup INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempts ADD COLUMN backup INTEGER NOT NULL DEFAULT 0;
