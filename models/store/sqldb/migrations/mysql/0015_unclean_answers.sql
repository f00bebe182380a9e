-- What of an answer was against the rules of HTTP, in our words; its code
-- counts all the same. Empty for the other answers.
ALTER TABLE attempts ADD COLUMN unclean VARCHAR(200) NOT NULL DEFAULT '';
