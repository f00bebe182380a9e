-- signing holds the secrets that sign the requests of a callback, encrypted;
-- signed_at is when the present one was made, 0 without any.
ALTER TABLE callbacks ADD COLUMN signing BLOB;
ALTER TABLE callbacks ADD COLUMN signed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE callbacks ADD COLUMN former_until INTEGER NOT NULL DEFAULT 0;
