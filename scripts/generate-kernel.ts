/**
 * Assembles the inner loops of the filter into `src/diagnosis/kernel.wasm`: `npm run generate`. A test says that it is current.
 * Memory, from 0: the tables of each pass (see filter.ts), the list of what was found, the text with 16 bytes of room behind it.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import createAssembler from 'wabt';

/** 2³² and 2⁶⁴ divided by the golden ratio, the multipliers of Fibonacci hashing. */
const golden32 = '(i32.const 0x9E3779B1)';
const golden64 = '(i64.const 0x9E3779B97F4A7C15)';

/** How many places are looked at before the one branch that nearly always says: nothing. */
const unrolled = 4;

type Pass = { readonly name: string; readonly gram: 4 | 6; readonly stride: number };

/** Looks at every `stride`-th byte from $p for a gram that some literal has, and compares the literals that have it. */
function pass({ name, gram, stride }: Pass): string {
  const loaded = (place: string, offset: number): string =>
    gram === 4
      ? `(i32.or (i32.load offset=${offset} align=1 ${place}) (i32.const 0x20202020))`
      : `(i64.shl (i64.or (i64.load offset=${offset} align=1 ${place}) (i64.const 0x2020202020202020)) (i64.const ${64 - 8 * gram}))`;
  const hash = (place: string, offset = 0): string =>
    gram === 4
      ? `(i32.shr_u (i32.mul ${loaded(place, offset)} ${golden32}) (local.get $shift))`
      : `(i32.wrap_i64 (i64.shr_u (i64.mul ${loaded(place, offset)} ${golden64}) (i64.extend_i32_u (local.get $shift))))`;
  const seen = (offset: number): string => `(i32.load8_u (i32.add (local.get $map) ${hash('(local.get $p)', offset)}))`;
  const anySeen = Array.from({ length: unrolled }, (_, look) => seen(look * stride)).reduce((a, b) => `(i32.or ${a} ${b})`);
  const tables = '(param $map i32) (param $shift i32) (param $heads i32) (param $headShift i32) (param $text i32) (param $end i32)';
  const passed = ['map', 'shift', 'heads', 'headShift', 'text', 'end'].map((parameter) => `(local.get $${parameter})`).join(' ');
  return `
  (func $${name}At (param $p i32) ${tables} (local $hash i32) (local $row i32) (local $last i32) (local $from i32) (local $length i32)
    (local.set $hash ${hash('(local.get $p)')})
    (if (i32.eqz (i32.load8_u (i32.add (local.get $map) (local.get $hash)))) (then (return)))
    (local.set $hash (i32.add (local.get $heads) (i32.shl (i32.shr_u (local.get $hash) (local.get $headShift)) (i32.const 2))))
    (local.set $row (i32.load (local.get $hash)))
    (local.set $last (i32.load offset=4 (local.get $hash)))
    (block $done (loop $rows
      (br_if $done (i32.ge_u (local.get $row) (local.get $last)))
      (if (i32.eq (i32.load (local.get $row)) (i32.or (i32.load align=1 (local.get $p)) (i32.const 0x20202020))) (then
        (local.set $from (i32.sub (local.get $p) (i32.and (i32.load offset=8 (local.get $row)) (i32.const 0xffff))))
        (local.set $length (i32.and (i32.shr_u (i32.load offset=8 (local.get $row)) (i32.const 16)) (i32.const 0x7fff)))
        (if (i32.and (i32.ge_s (local.get $from) (local.get $text)) (i32.le_s (i32.add (local.get $from) (local.get $length)) (local.get $end))) (then
          (if (call $same (local.get $from) (i32.load offset=4 (local.get $row)) (local.get $length) (select (i64.const 0x2020202020202020) (i64.const 0) (i32.lt_s (i32.load offset=8 (local.get $row)) (i32.const 0)))) (then
            (i32.store (global.get $out) (i32.sub (local.get $from) (local.get $text)))
            (i32.store offset=4 (global.get $out) (i32.load offset=12 (local.get $row)))
            (global.set $out (i32.add (global.get $out) (i32.const 8)))))))))
      (local.set $row (i32.add (local.get $row) (i32.const 16)))
      (br $rows))))

  ;; From $p on, until the text ends or the list is full; gives the place to go on from.
  (func (export "${name}") (param $p i32) ${tables} (param $list i32) (param $full i32) (result i32) (local $each i32) (local $next i32)
    (global.set $out (local.get $list))
    (block $tail (loop $rounds
      (br_if $tail (i32.gt_s (local.get $p) (i32.sub (local.get $end) (i32.const ${unrolled * stride + 8}))))
      (if ${anySeen} (then
        (local.set $each (local.get $p))
        (local.set $next (i32.add (local.get $p) (i32.const ${unrolled * stride})))
        (loop $looks
          (call $${name}At (local.get $each) ${passed})
          (local.set $each (i32.add (local.get $each) (i32.const ${stride})))
          (br_if $looks (i32.lt_u (local.get $each) (local.get $next))))
        (if (i32.gt_u (global.get $out) (local.get $full)) (then (return (local.get $next))))))
      (local.set $p (i32.add (local.get $p) (i32.const ${unrolled * stride})))
      (br $rounds)))
    (block $ended (loop $rest
      (br_if $ended (i32.gt_s (i32.add (local.get $p) (i32.const ${gram})) (local.get $end)))
      (call $${name}At (local.get $p) ${passed})
      (local.set $p (i32.add (local.get $p) (i32.const ${stride})))
      (br $rest)))
    (local.get $p))`;
}

const is = (offset: number, ...values: readonly number[]): string =>
  values.map((value) => `(i32.eq (i32.load8_u offset=${offset} (local.get $p)) (i32.const ${value}))`).reduce((a, b) => `(i32.or ${a} ${b})`);
const both = (a: string, b: string): string => `(i32.and ${a} ${b})`;
const code = (letter: string): number => letter.charCodeAt(0);

/** How what disturbs a line begins: see normalise.ts. */
const disturbance = [
  is(0, 0x1b),
  both(is(0, code('<')), is(1, code('h'), code('m'), code('t'))),
  both(is(0, 0xc2), is(1, 0xa0, 0xad)),
  both(is(0, 0xe2), is(1, 0x80, 0x81)),
  both(both(is(0, 0xe2), is(1, 0x88)), is(2, 0x92)),
  both(both(is(0, 0xef), is(1, 0xbb)), is(2, 0xbf)),
].reduce((a, b) => `(i32.or ${a} ${b})`);

const splat = (value: number): string => `(v128.const i8x16 ${Array<number>(16).fill(value).join(' ')})`;

/** Of the sixteen bytes $v those with which a disturbance may begin. */
const odd = `(v128.or (v128.or (i8x16.lt_s (local.get $v) ${splat(0)}) (i8x16.eq (local.get $v) ${splat(0x1b)})) (i8x16.eq (local.get $v) ${splat(code('<'))}))`;

const source = `(module
  (memory (import "filter" "memory") 1)
  (global $out (mut i32) (i32.const 0))

  ;; Whether the $length bytes at $a, with the bits of $fold added, are those at $b.
  (func $same (param $a i32) (param $b i32) (param $length i32) (param $fold i64) (result i32)
    (block $differs
      (loop $eights (if (i32.ge_s (local.get $length) (i32.const 8)) (then
        (br_if $differs (i64.ne (i64.or (i64.load align=1 (local.get $a)) (local.get $fold)) (i64.load align=1 (local.get $b))))
        (local.set $a (i32.add (local.get $a) (i32.const 8)))
        (local.set $b (i32.add (local.get $b) (i32.const 8)))
        (local.set $length (i32.sub (local.get $length) (i32.const 8)))
        (br $eights))))
      (loop $ones (if (local.get $length) (then
        (br_if $differs (i32.ne (i32.or (i32.load8_u (local.get $a)) (i32.and (i32.wrap_i64 (local.get $fold)) (i32.const 0xff))) (i32.load8_u (local.get $b))))
        (local.set $a (i32.add (local.get $a) (i32.const 1)))
        (local.set $b (i32.add (local.get $b) (i32.const 1)))
        (local.set $length (i32.sub (local.get $length) (i32.const 1)))
        (br $ones))))
      (return (i32.const 1)))
    (i32.const 0))
  ${pass({ name: 'sampled', gram: 6, stride: 5 })}
  ${pass({ name: 'every', gram: 4, stride: 1 })}

  ;; Where the list ends now.
  (func (export "listed") (result i32) (global.get $out))

  ;; How many line breaks stand in [$p, $end): twice their number, and one more where a byte stands there that may disturb.
  (func (export "breaks") (param $p i32) (param $end i32) (result i32)
    (local $count i32) (local $v v128) (local $ones v128) (local $odd v128) (local $left i32) (local $sums v128) (local $byte i32) (local $any i32)
    (block $tail (loop $sum
      (br_if $tail (i32.gt_s (local.get $p) (i32.sub (local.get $end) (i32.const 16))))
      (local.set $ones (v128.const i32x4 0 0 0 0))
      (local.set $left (i32.const 255))
      (block $full (loop $sixteens
        (br_if $full (i32.gt_s (local.get $p) (i32.sub (local.get $end) (i32.const 16))))
        (local.set $v (v128.load align=1 (local.get $p)))
        (local.set $ones (i8x16.sub (local.get $ones) (i8x16.eq (local.get $v) ${splat(0x0a)})))
        (local.set $odd (v128.or (local.get $odd) ${odd}))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (br_if $sixteens (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))
      (local.set $sums (i32x4.extadd_pairwise_i16x8_u (i16x8.extadd_pairwise_i8x16_u (local.get $ones))))
      (local.set $count (i32.add (local.get $count) (i32.add
        (i32.add (i32x4.extract_lane 0 (local.get $sums)) (i32x4.extract_lane 1 (local.get $sums)))
        (i32.add (i32x4.extract_lane 2 (local.get $sums)) (i32x4.extract_lane 3 (local.get $sums))))))
      (br $sum)))
    (local.set $any (v128.any_true (local.get $odd)))
    (block $done (loop $rest
      (br_if $done (i32.ge_s (local.get $p) (local.get $end)))
      (local.set $byte (i32.load8_u (local.get $p)))
      (local.set $count (i32.add (local.get $count) (i32.eq (local.get $byte) (i32.const 0x0a))))
      (local.set $any (i32.or (local.get $any) (i32.or (i32.or (i32.gt_u (local.get $byte) (i32.const 0x7f)) (i32.eq (local.get $byte) (i32.const 0x1b))) (i32.eq (local.get $byte) (i32.const ${code('<')})))))
      (local.set $p (i32.add (local.get $p) (i32.const 1)))
      (br $rest)))
    (i32.or (i32.shl (local.get $count) (i32.const 1)) (local.get $any)))

  ;; Where in [$p, $end) something begins that cleaning would change, or $end.
  (func (export "disturbed") (param $p i32) (param $end i32) (result i32) (local $v v128) (local $stop i32)
    (loop $on
      (block $odd (loop $sixteens
        (br_if $odd (i32.gt_s (local.get $p) (i32.sub (local.get $end) (i32.const 16))))
        (local.set $v (v128.load align=1 (local.get $p)))
        (br_if $odd (v128.any_true ${odd}))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (br $sixteens)))
      (local.set $stop (i32.add (local.get $p) (i32.const 16)))
      (if (i32.gt_s (local.get $stop) (local.get $end)) (then (local.set $stop (local.get $end))))
      (block $through (loop $ones
        (br_if $through (i32.ge_s (local.get $p) (local.get $stop)))
        (if ${disturbance} (then (return (local.get $p))))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (br $ones)))
      (br_if $on (i32.lt_s (local.get $p) (local.get $end))))
    (local.get $end))
)`;

/** The bytes of the module. */
export async function generateKernel(): Promise<Uint8Array> {
  const assembler = await createAssembler();
  const module = assembler.parseWat('kernel.wat', source, { simd: true });
  try {
    return module.toBinary({}).buffer;
  } finally {
    module.destroy();
  }
}

if (import.meta.main) await writeFile(fileURLToPath(new URL('../src/diagnosis/kernel.wasm', import.meta.url)), await generateKernel());
