package condition_test

import (
	"errors"
	"strings"
	"syscall"
	"testing"
	"time"

	"callboard/condition"
)

// attacks are conditions that nobody should survive.
var attacks = map[string]string{
	"endless loop":              `while (true) {}`,
	"loop without a body":       `for (;;);`,
	"loop that catches":         `for (;;) { try { for (;;); } catch (e) {} }`,
	"loop in finally":           `try { throw 1 } finally { for (;;); }`,
	"promises without end":      `(function f() { Promise.resolve().then(f) })()`,
	"text of a terabyte":        `'x'.repeat(2**40)`,
	"text of a gigabyte":        `'x'.repeat(2**30).length`,
	"text that doubles":         `for (var x = 'X', a = [];; a.push(x += x));`,
	"number that doubles":       `1n << 99999999999n`,
	"look-ahead":                `/(?=a)(a+)+$/.test('a'.repeat(60) + '!')`,
	"back reference":            `/^(a+)+\1$/.test('a'.repeat(60) + '!')`,
	"huge list":                 `new Array(1e8).fill(0).length`,
	"huge joined list":          `new Array(2e8).join('xxxxx')`,
	"huge buffer":               `new Uint8Array(4 * 1024 * 1024 * 1024).length`,
	"list without end":          `var a = []; while (true) a.push({a: 1, b: [1, 2, 3]})`,
	"sorting for ever":          `[1, 2, 3].sort(function () { for (;;); })`,
	"deep recursion":            `(function f() { return f() })()`,
	"recursion through natives": `(function f() { return [1].map(f) })()`,
	"recursion through getters": `var o = {get x() { return this.x }}; o.x`,
	"deep text":                 `JSON.parse('['.repeat(1e7))`,
	"wide text":                 `var a = {}; for (var i = 0; i < 24; i++) a = {x: a, y: a}; JSON.stringify(a).length`,
	"text of itself":            `var a = []; a[0] = a; for (var i = 0; i < 1e3; i++) a = [a, a]; String(a)`,
	"getter bomb":               `Object.defineProperty(globalThis, 'b', {get() { for (;;); }}); b`,
	"getter on the explanation": `Object.defineProperty(data, 'city', {get() { for (;;); }}); 0 && 1 || data.city == 1`,
	"proxy":                     `new Proxy({}, {get() { for (;;); }}).x`,
	"proxy that is thrown":      `throw new Proxy({}, {get() { for (;;); }, has() { for (;;); }})`,
	"thrown with a text":        `throw {toString() { for (;;); }}`,
	"thrown with a message":     `var e = new Error(); Object.defineProperty(e, 'message', {get() { for (;;); }}); throw e`,
	"value with a text":         `({toString() { for (;;); }, valueOf() { for (;;); }})`,
	"generator":                 `function* g() { for (;;) yield 1 } Array.from(g())`,
	"eval":                      `eval('for (;;);')`,
	"function of a text":        `new Function('for (;;);')()`,
	"a text hard to read":       strings.Repeat("(a=", 400) + "a" + strings.Repeat(")=>1", 400),
	"source map":                "1\n//# sourceMappingURL=/dev/zero",
	"source map in eval":        `eval('1\n//# sourceMappingURL=/dev/zero')`,
	"array with a length":       `Array.from({length: 1e9})`,
	"spread":                    `Math.max(...new Array(1e8))`,
	"replaced for ever":         `'a'.repeat(1e5).replace(/a/g, () => 'a'.repeat(1e5)).length`,

	// what is looked at when it has ended
	"getter in the value":        `({get x() { for (;;); }})`,
	"list with a getter":         `var a = [1]; Object.defineProperty(a, 0, {get() { for (;;); }}); a`,
	"proxy as the value":         `new Proxy({}, {get() { for (;;); }, has() { for (;;); }, ownKeys() { for (;;); }, getPrototypeOf() { for (;;); }})`,
	"primitive as the value":     `({[Symbol.toPrimitive]() { for (;;); }})`,
	"long text as the value":     `'é \n'.repeat(2e7)`,
	"long number as the value":   `2n ** 100000n`,
	"nested list as the value":   `var a = []; for (var i = 0; i < 1e5; i++) a = [a]; a`,
	"long message":               `throw new Error('x '.repeat(2e7))`,
	"message that is an object":  `var e = new Error(); e.message = {get x() { for (;;); }, toString() { for (;;); }}; throw e`,
	"function in the reason":     `String.prototype.includes = function () { for (;;); }; city.includes === 0 && city.includes('x')`,
	"changed on the second look": `data.city = {valueOf() { if (this.n) for (;;); this.n = 1; return 1 }}; data.city > 2`,

	// natives that are hard to interrupt
	"number that squares":   `for (var n = 7n;; n *= n);`,
	"number in digits":      `(7n ** 3000000n).toString().length`,
	"number of digits":      `BigInt('9'.repeat(1e6))`,
	"pattern of groups":     `new RegExp('(?=a)' + '('.repeat(1e5) + ')'.repeat(1e5))`,
	"pattern of counts":     `/(?=a)((a{0,500}){0,500}){0,500}b/.test('a'.repeat(100))`,
	"all that match":        `[...'a'.repeat(1e7).matchAll(/(?=a)./g)].length`,
	"date of a long text":   `Date.parse('Mon, '.repeat(1e6))`,
	"text in another form":  `'\u0344'.repeat(1e7).normalize('NFKD').length`,
	"bound a million times": `var f = () => 1; for (var i = 0; i < 1e6; i++) f = f.bind(); f()`,
	"proxy of proxies":      `var p = {}; for (var i = 0; i < 1e6; i++) p = new Proxy(p, {}); p.x`,
	"prototypes in a ring":  `var a = {}, p = new Proxy(a, {}); Object.setPrototypeOf(a, p); a.x`,
	"length without a list": `Array.prototype.reverse.call({length: 2**53 - 1})`,
	"list without a hole":   `Array(2**32 - 1).flatMap(x => x)`,
	"list that doubles":     `for (var a = [1, 2, 3];; a = a.concat(a));`,
	"buffers without end":   `for (var a = [];;) a.push(new ArrayBuffer(1e8))`,
	"species":               `class A extends Array { static get [Symbol.species]() { for (;;); } } new A(1).map(x => x)`,
	"to primitive":          `1 + {[Symbol.toPrimitive]() { for (;;); }}`,
	"iterator without end":  `[...{[Symbol.iterator]() { return {next() { return {} }} }}]`,
	"reviver":               `JSON.parse('[1]', function () { for (;;); })`,
	"thenable":              `Promise.resolve({then() { for (;;); }})`,
	"async without end":     `(async function () { for (;;) await 1 })()`,
	"generators left":       `for (var a = [], g;;) { g = (function* () { yield 1 })(); g.next(); a.push(g) }`,
	"generator of itself":   `function* g() { yield* g() } g().next()`,
	"caught overflow":       `(function f() { try { f() } catch (e) { f() } })()`,
	"overflow in finally":   `(function f() { try { f() } finally { f() } })()`,
	"labels":                `a: for (;;) { for (;;) continue a }`,
	"template that doubles": "for (var s = 'x';;) s = `${s}${s}`",
	"tag of itself":         "(function f() { return f`x` })()",
	"names of a proxy":      `with (new Proxy({}, {has() { for (;;); }})) x`,
	"global of a proxy":     `Object.setPrototypeOf(globalThis, new Proxy({}, {has() { for (;;); }})); nothing`,

	// the parser
	"brackets in eval":     `eval('['.repeat(1e6))`,
	"signs in eval":        `eval('!'.repeat(1e7) + '1')`,
	"function of itself":   `var s = 'return new Function(s)()'; new Function(s)()`,
	"eval of itself":       `var s = 'eval(s)'; eval(s)`,
	"functions of async":   strings.Repeat("async(a=", 300) + "1" + strings.Repeat(")=>1", 300),
	"patterns of defaults": strings.Repeat("({a=", 400) + "1" + strings.Repeat("})=>1", 400),
	"brackets":             strings.Repeat("[", 1999) + strings.Repeat("]", 1999),
	"signs":                strings.Repeat("- ", 1998) + "1",
	"powers":               "2n" + strings.Repeat("**9n", 900),
	"escaped name":         `var \u{61}\u0062 = 1; for (;;) ab++`,
}

// longest is how long an attack may take, however it ends.
const longest = 300 * time.Millisecond

func TestAttacks(t *testing.T) {
	if testing.Short() {
		t.Skip("seven seconds of two processors")
	}
	p := newPool(t)
	run(t, p, "true")
	for name, text := range attacks {
		t.Run(name, func(t *testing.T) {
			took, most := attack(t, p, text), longest
			for range 4 { // a machine with other work may be late now and then
				if took < most {
					break
				}
				took, most = attack(t, p, text), longest*crowded()
			}
			if took > most {
				t.Errorf("took %v, more than %v", took, most)
			}
			if next := run(t, p, "city == 'Rotterdam'"); !next.True {
				t.Errorf("the next condition came to %+v", next)
			}
		})
	}
}

// attack returns how long a condition took to come to its end.
func attack(t *testing.T, p *condition.Pool, text string) time.Duration {
	t.Helper()
	begin := time.Now()
	result, err := p.Run(t.Context(), aboutContact(text))
	if err != nil && !errors.Is(err, condition.ErrBusy) {
		t.Fatal(err)
	}
	took := time.Since(begin)
	t.Logf("%v: true %t, %s %v %v", took.Round(time.Millisecond), result.True, result.Was, result.Error, err)
	return took
}

// crowded returns how many times as long as alone a process takes just now: 1
// on a machine that has nothing else to do.
func crowded() time.Duration {
	const work = 20 * time.Millisecond
	begin, spent := time.Now(), processorTime()
	for processorTime()-spent < work {
	}
	return max(1, (time.Since(begin)+work/2)/work)
}

func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
