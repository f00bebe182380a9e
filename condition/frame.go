package condition

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// A child is asked with a frame and answers with one: four bytes of length,
// and as many bytes as that says.
const (
	lengthSize  = 4
	answerLimit = 64 << 10
	textBytes   = 4 * TextLimit
	headSize    = 1 + lengthSize // flags, length of the text
	askLimit    = headSize + textBytes + ScopeLimit
)

// The flags of a question.
const (
	flagTrace = 1 << iota
	flagParse
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

// framed returns body behind its length.
func framed(body []byte) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), body...)
}

// encode writes a question as a frame.
func (q Question) encode() []byte {
	var flags byte
	if q.Trace {
		flags |= flagTrace
	}
	if q.parse {
		flags |= flagParse
	}
	size := headSize + len(q.Text) + len(q.Scope)
	out := make([]byte, 0, lengthSize+size)
	out = binary.BigEndian.AppendUint32(out, uint32(size))
	out = append(out, flags)
	out = binary.BigEndian.AppendUint32(out, uint32(len(q.Text)))
	out = append(out, q.Text...)
	return append(out, q.Scope...)
}

// decodeQuestion reads what encode wrote, without its length.
func decodeQuestion(frame []byte) (Question, error) {
	if len(frame) < headSize {
		return Question{}, errQuestion
	}
	size, rest := binary.BigEndian.Uint32(frame[1:headSize]), frame[headSize:]
	if uint64(size) > uint64(min(len(rest), textBytes)) {
		return Question{}, errQuestion
	}
	return Question{
		Text: string(rest[:size]), Scope: rest[size:],
		Trace: frame[0]&flagTrace != 0, parse: frame[0]&flagParse != 0,
	}, nil
}

// answer is what a child says.
type answer struct {
	Result
	Breach bool  `json:",omitempty"` // it took too long
	Used   int64 // processor time of this condition, microseconds
	Spent  int64 // processor time of the child so far, microseconds
}

// encode writes an answer as a frame. One that is too long goes without its
// trace.
func (a answer) encode() []byte {
	body, err := json.Marshal(a)
	if err == nil && len(body) > answerLimit {
		a.Trace = nil
		body, err = json.Marshal(a)
	}
	if err != nil || len(body) > answerLimit {
		body = []byte(`{"Error":{"Text":"its result cannot be shown"}}`)
	}
	return framed(body)
}

// decodeAnswer reads what encode wrote, without its length.
func decodeAnswer(frame []byte) (answer, error) {
	var a answer
	if err := json.Unmarshal(frame, &a); err != nil {
		return answer{}, fmt.Errorf("read answer: %w", err)
	}
	return a, nil
}
