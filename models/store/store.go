// Package store is the door to the database: every record is read and written
// here, on SQLite and on MySQL alike, and nowhere else.
package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/store/secrets"
	"callboard/models/store/sqldb"
)

// ErrLocked says that another server holds the data folder.
var ErrLocked = errors.New("locked by another process")

// How many connections to MySQL are open at most unless Options say otherwise, and
// the fewest that do: some calls read with one connection while another holds a
// transaction.
const (
	DefaultConnections = 32
	LeastConnections   = 4
)

// Options say how a Store is opened.
type Options struct {
	Database   string // "" for SQLite in Dir, or mysql://user:password@host:3306/name
	Dir        string // data folder: SQLite file, lock, instance number, secret key
	SecretFile string // default: Dir/secret.key
	Version    string // of the program, for the one that finds the database too new
	// Connections bounds those to MySQL; 0 stands for DefaultConnections.
	Connections int
	// Server is set by the program that runs the engine. It holds the data
	// folder alone and keeps its instance number there. A program that does
	// one thing and ends leaves it false, and works beside a server.
	Server bool
	// Now is the clock that everything is judged by; default: that of the database,
	// which is this machine's with SQLite.
	Now func() time.Time
	// Wall is the clock of this machine; default: time.Now.
	Wall func() time.Time
	// PublicURL is under which address this Callboard is reached; "" when nobody has
	// told. A callback that would send to it is not stored.
	PublicURL string
	// Blocked says whether a URL points to an address that must not be
	// reached. Asked before a callback is stored; nil allows everything.
	Blocked func(ctx context.Context, url string) bool
	// Condition says in words what keeps a text from being a condition, or
	// returns models.ErrUnchecked. Asked before a callback with another
	// condition than before is stored; nil allows everything.
	Condition func(ctx context.Context, text string) error
}

// SecretKeyFile names the file of the key that secrets are encrypted with.
func (o Options) SecretKeyFile() string {
	return cmp.Or(o.SecretFile, filepath.Join(o.Dir, "secret.key"))
}

// Store keeps every record.
type Store struct {
	db       *sqldb.DB
	o        Options
	ids      *IDMaker
	clock    *clock
	key      secrets.Key
	instance *instanceLease
	lock     *flock.Flock // of the data folder; nil but for a server
	hashing  turns        // each password hash takes 19 MiB and 20 ms
}

// Open opens the database, brings its tables up to date and leases an
// instance number.
func Open(ctx context.Context, o Options) (*Store, error) {
	o.SecretFile = o.SecretKeyFile()
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	s := &Store{o: o, hashing: make(turns, 1)}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(err, s.shut())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) (err error) {
	if s.o.Server {
		s.lock = flock.New(filepath.Join(s.o.Dir, "server.lock"), flock.SetPermissions(0o600))
		locked, err := s.lock.TryLock()
		if err != nil {
			return fmt.Errorf("lock the data folder: %w", err)
		}
		if !locked {
			return fmt.Errorf("another server uses the data folder %s: %w", s.o.Dir, ErrLocked)
		}
	}
	if err := s.o.checkLinks(); err != nil {
		return err
	}
	if s.db, err = sqldb.Open(ctx, s.o.Database, s.o.Dir); err != nil {
		if newer, ok := errors.AsType[sqldb.NewerError](err); ok {
			newer.Own = s.o.Version
			return newer
		}
		return err
	}
	if err := requireWholeCopy(ctx, s.db); err != nil {
		return err
	}
	if err := s.db.SetConnections(cmp.Or(s.o.Connections, DefaultConnections)); err != nil {
		return err
	}
	if err := noteVersion(ctx, s.db, s.o.Version); err != nil {
		return err
	}
	s.clock = newClock(s.o, s.db)
	if _, err := s.readClock(ctx); err != nil {
		return err
	}
	if s.key, err = openSecretKey(ctx, s.db.DB, s.o.SecretFile); err != nil {
		return err
	}
	file := "" // a program that does one thing keeps no number
	if s.o.Server {
		file = filepath.Join(s.o.Dir, "instance")
		s.o.warnOfRights()
	}
	if s.instance, err = takeInstance(ctx, s.db, s.Now, file); err != nil {
		return err
	}
	s.ids = s.instance.Maker()
	return foldNames(ctx, s)
}

// shut closes what is open.
func (s *Store) shut() error {
	var err error
	if s.db != nil {
		err = s.db.Close()
	}
	if s.lock != nil {
		err = errors.Join(err, s.lock.Unlock())
	}
	return err
}

// Close gives the instance number back and closes the database.
func (s *Store) Close() error {
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Second)
	defer stop()
	return errors.Join(s.instance.Return(ctx), s.shut())
}

// Ping asks the database for a sign of life.
func (s *Store) Ping(ctx context.Context) error {
	pool, err := s.db.DB.DB()
	if err != nil {
		return err
	}
	return pool.PingContext(ctx)
}

// Beat notes that this instance lives, and compares the clocks. An error of ErrLost
// means that the program must end.
func (s *Store) Beat(ctx context.Context) error {
	if _, err := s.readClock(ctx); err != nil {
		return err
	}
	return s.tx(ctx, func(tx *gorm.DB) error {
		if err := s.instance.beat(tx); err != nil {
			return err
		}
		return noteClock(tx, s.Now())
	})
}

// Copied says that the data folder is a copy of another one, or was moved: whoever
// is there may send the same deliveries.
func (s *Store) Copied() bool { return s.instance.Copied() }

// NewID returns the next ID of this instance.
func (s *Store) NewID() models.ID { return s.ids.Next() }

// Now returns the present moment of the store's clock.
func (s *Store) Now() time.Time { return s.clock.Now() }

// Origin is the name by which receivers know this Callboard: the host of its public
// address, "callboard" when nobody has told one.
func (s *Store) Origin() string { return cmp.Or(models.HostOf(s.o.PublicURL), "callboard") }

// CookieKeys returns the keys that sign and encrypt the cookie of flash
// messages. They follow from the secret key, which all instances share: one
// instance shows what another has to say.
func (s *Store) CookieKeys() (hash, block []byte, err error) {
	if hash, err = s.key.Derive("session cookie hash", 32); err != nil {
		return nil, nil, err
	}
	block, err = s.key.Derive("session cookie block", 32)
	return hash, block, err
}

// now returns the present moment as columns keep it.
func (s *Store) now() models.Millis { return models.At(s.clock.Now()) }

// tx runs fn in a transaction, and repeats the whole of it when the database
// rolled it back for the sake of another. fn may run several times: it must
// change nothing but the database.
func (s *Store) tx(ctx context.Context, fn func(tx *gorm.DB) error) error {
	return s.db.Tx(ctx, fn)
}

// orNotFound turns GORM's error of a missing row into ErrNotFound.
func orNotFound(err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return models.ErrNotFound
	}
	return err
}
