package sqldb

// What tests of the migrations need: databases without tables, and the files.
var (
	OpenMySQL      = openMySQL
	OpenSQLite     = openSQLite
	MigrateFrom    = migrate
	MigrationFiles = migrationFiles
	IsDone         = isDone
)
