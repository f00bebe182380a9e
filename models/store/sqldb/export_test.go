package sqldb

// OpenMySQL opens the database at an address without making its tables.
func OpenMySQL(address string) (*DB, error) {
	config, err := ParseURL(address)
	if err != nil {
		return nil, err
	}
	return openMySQL(config)
}

// What tests of the migrations need: databases without tables, and the files.
var (
	OpenSQLite     = openSQLite
	MigrateFrom    = migrate
	MigrationFiles = migrationFiles
	IsDone         = isDone
)
