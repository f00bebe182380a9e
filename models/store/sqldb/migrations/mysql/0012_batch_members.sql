-- The members of a batch, for the log. The index ends with the delivery, which is
-- part of the primary key.
CREATE INDEX batch_members_batch ON batch_members (batch_id);
