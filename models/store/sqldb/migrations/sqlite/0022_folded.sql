-- What a row is searched by: its name and code as models.Folded writes them, which no
-- database folds like another. The program fills it in.
ALTER TABLE companies ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE locations ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE `databases` ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE collections ADD COLUMN folded TEXT NOT NULL DEFAULT '';
