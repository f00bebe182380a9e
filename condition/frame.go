package condition

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A child is asked with a frame and answers with one: four bytes of length,
// and as many bytes as that says.
const (
	lengthSize  = 4
	answerLimit = 64 << 10
	textBytes   = 4 * TextLimit
	pathBytes   = 1 << 10
	headSize    = 1 + 2*lengthSize // flags, length of the text, length of the paths
	askLimit    = headSize + textBytes + pathBytes + ScopeLimit
)

// The flags of a question.
const (
	flagTrace = 1 << iota
	flagParse
	flagAnyCase
)

var (
	errFrame    = errors.New("frame is longer than allowed")
	errQuestion = errors.New("frame holds no question")
)

// readFrame reads one frame of at most limit bytes.
func readFrame(r io.Reader, limit int) ([]byte, error) {
	var head [lengthSize]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, fmt.Errorf("read length: %w", err)
	}
	size := binary.BigEndian.Uint32(head[:])
	if size > uint32(limit) {
		return nil, errFrame
	}
	frame := make([]byte, size)
	if _, err := io.ReadFull(r, frame); err != nil {
		return nil, fmt.Errorf("read frame: %w", err)
	}
	return frame, nil
}

// withLength returns body behind its length.
func withLength(body []byte) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), body...)
}

// encode writes a question as a frame.
func (q Question) encode() []byte {
	flags := flagIf(q.Trace, flagTrace) | flagIf(q.parse, flagParse) | flagIf(q.Scope.AnyCase, flagAnyCase)
	paths := q.encodePaths()
	size := headSize + len(q.Text) + len(paths) + len(q.Scope.Object)
	out := make([]byte, 0, lengthSize+size)
	out = binary.BigEndian.AppendUint32(out, uint32(size))
	out = append(out, flags)
	out = binary.BigEndian.AppendUint32(out, uint32(len(q.Text)))
	out = binary.BigEndian.AppendUint32(out, uint32(len(paths)))
	out = append(append(out, q.Text...), paths...)
	return append(out, q.Scope.Object...)
}

func flagIf(set bool, flag byte) byte {
	if set {
		return flag
	}
	return 0
}

// What the lines of the paths of a question begin with.
const (
	lineFields   = "f"
	lineWords    = "w"
	lineSame     = "s"
	lineSpread   = "m"
	lineIDs      = "i"
	lineRedacted = "r"
)

// encodePaths writes the paths of a question, each in a line behind its letter:
// "fevent.data", "ssubprofile.profile=profile".
func (q Question) encodePaths() string {
	var lines strings.Builder
	single := func(letter string, paths []string) {
		for _, path := range paths {
			lines.WriteString(letter + path + "\n")
		}
	}
	pairs := func(letter string, pairs [][2]string) {
		for _, pair := range pairs {
			lines.WriteString(letter + pair[0] + "=" + pair[1] + "\n")
		}
	}
	single(lineFields, q.Scope.Fields)
	pairs(lineWords, q.Scope.Words)
	pairs(lineSame, q.Scope.Same)
	pairs(lineSpread, q.Scope.Spread)
	single(lineIDs, q.Scope.IDs)
	single(lineRedacted, q.Redacted)
	return lines.String()
}

// decodePath reads a line that encodePaths wrote. One that it does not know is
// passed over.
func (q *Question) decodePath(line string) {
	if line == "" {
		return
	}
	rest := line[1:]
	first, second, _ := strings.Cut(rest, "=")
	switch pair := [2]string{first, second}; line[:1] {
	case lineFields:
		q.Scope.Fields = append(q.Scope.Fields, rest)
	case lineWords:
		q.Scope.Words = append(q.Scope.Words, pair)
	case lineSame:
		q.Scope.Same = append(q.Scope.Same, pair)
	case lineSpread:
		q.Scope.Spread = append(q.Scope.Spread, pair)
	case lineIDs:
		q.Scope.IDs = append(q.Scope.IDs, rest)
	case lineRedacted:
		q.Redacted = append(q.Redacted, rest)
	}
}

// decodeQuestion reads what encode wrote, without its length.
func decodeQuestion(frame []byte) (Question, error) {
	if len(frame) < headSize {
		return Question{}, errQuestion
	}
	text, paths := uint64(binary.BigEndian.Uint32(frame[1:])), uint64(binary.BigEndian.Uint32(frame[1+lengthSize:]))
	rest := frame[headSize:]
	if text > textBytes || paths > pathBytes || text+paths > uint64(len(rest)) {
		return Question{}, errQuestion
	}
	q := Question{
		Text: string(rest[:text]), Scope: Scope{Object: rest[text+paths:], AnyCase: frame[0]&flagAnyCase != 0},
		Trace: frame[0]&flagTrace != 0, parse: frame[0]&flagParse != 0,
	}
	for line := range strings.Lines(string(rest[text : text+paths])) {
		q.decodePath(strings.TrimSuffix(line, "\n"))
	}
	return q, nil
}

// answer is what a child answers.
type answer struct {
	Result
	LimitExceeded bool  `json:",omitempty"` // it took too long or too much
	Used          int64 // processor time of this condition, microseconds
	Spent         int64 // processor time of the child so far, microseconds
}

// encode writes an answer as a frame. One that is too long goes without its
// trace and names.
func (a answer) encode() []byte {
	body, err := json.Marshal(a)
	if err == nil && len(body) > answerLimit {
		a.Trace, a.Names, a.Warns = nil, nil, nil
		body, err = json.Marshal(a)
	}
	if err != nil || len(body) > answerLimit {
		body = []byte(`{"Error":{"Text":"its result cannot be shown"}}`)
	}
	return withLength(body)
}

// decodeAnswer reads what encode wrote, without its length.
func decodeAnswer(frame []byte) (answer, error) {
	var a answer
	if err := json.Unmarshal(frame, &a); err != nil {
		return answer{}, fmt.Errorf("read answer: %w", err)
	}
	return a, nil
}
