/**
 * Array-at-a-time evaluation: the expressions become a list of instructions on registers of one
 * block of points each, which stay in the cache; a register is used again after its last use.
 * Shared subexpressions are computed once. Integer powers follow `powerSteps`, as on the GPU.
 */
import { type CallNode, type Expression, type NumberNode, topological } from './expression.js';
import type { OperatorName } from './operators.js';
import { isProductPower, powerSteps } from './powers.js';
import { stableForms } from './stable/stableForm.js';
import { isExact, type Loop, loopOf, type Register, roundLoop } from './tapeLoops.js';

/**
 * Evaluates every root at points 0 … count − 1: `columns[k]` holds the values of input k (one
 * value is broadcast), `outputs[r]` receives the values of root r.
 */
export type Tape = (
  columns: readonly ArrayLike<number>[],
  outputs: readonly (Float64Array | Float32Array)[],
  count: number,
) => void;

/** Points in a register; a multiple of 4, as the loops need. */
const blockLength = 1024;

interface Instruction {
  readonly loop: Loop;
  readonly d: Register;
  readonly a: Register;
  readonly b: Register;
  readonly c: Register;
}

interface Load {
  readonly input: number;
  readonly register: Register;
}

interface Program {
  readonly loads: readonly Load[];
  /** Instructions and, as numbers, "copy the root's register to this output". */
  readonly instructions: readonly (
    | Instruction
    | { readonly output: number; readonly d: Register }
  )[];
}

/**
 * Compiles the stable forms of `roots`, whose symbols must all be among `inputs` (else an Error names the symbol).
 * In 'float32' constants, inputs and every operation are rounded to float32 (sums, products,
 * quotients and square roots then equal IEEE float32; the other functions are correctly rounded
 * to within one rounding of the float64 value). The tape owns its registers: it allocates
 * nothing per call.
 */
export function createTape(
  roots: readonly Expression[],
  inputs: readonly string[],
  precision: 'float64' | 'float32',
): Tape {
  const isNarrow = precision === 'float32';
  const { loads, instructions } = compile(stableForms(roots), inputs, isNarrow);
  return (columns, outputs, count) => {
    for (const { input, register } of loads) {
      const value = columns[input][0];
      if (columns[input].length === 1) register.fill(isNarrow ? Math.fround(value) : value);
    }
    for (let start = 0; start < count; start += blockLength) {
      const n = Math.min(blockLength, count - start);
      const padded = n + (-n & 3);
      for (const { input, register } of loads) {
        if (columns[input].length === 1) continue;
        load(register, columns[input], start, n);
        if (isNarrow) roundLoop(register, register, register, register, padded);
      }
      for (const step of instructions) {
        if ('loop' in step) step.loop(step.d, step.a, step.b, step.c, padded);
        else store(outputs[step.output], step.d, start, n);
      }
    }
  };
}

function load(register: Register, column: ArrayLike<number>, start: number, n: number): void {
  for (let i = 0; i < n; i++) register[i] = column[start + i];
}

type Output = Float64Array | Float32Array;

function store(output: Output, register: Register, start: number, n: number): void {
  for (let i = 0; i < n; i++) output[start + i] = register[i];
}

function compile(
  roots: readonly Expression[],
  inputs: readonly string[],
  isNarrow: boolean,
): Program {
  const order = topological(roots);
  const usesLeft = countUses(order);
  const registers = new Map<Expression, Register>();
  const free: Register[] = [];
  const loads: Load[] = [];
  const instructions: Program['instructions'][number][] = [];
  const fresh = (value = 0) =>
    new Float64Array(blockLength).fill(isNarrow ? Math.fround(value) : value);
  const release = (e: Expression) => {
    const left = usesLeft.get(e)! - 1;
    usesLeft.set(e, left);
    if (left === 0 && e.kind === 'call') free.push(registers.get(e)!);
  };
  const emit = (name: OperatorName, d: Register, a: Register, b = a, c = a) => {
    instructions.push({ loop: loopOf(name), d, a, b, c });
    if (isNarrow && !isExact(name)) instructions.push({ loop: roundLoop, d, a: d, b: d, c: d });
  };

  const emitPower = (d: Register, a: Register, exponent: number) => {
    let accumulator = a;
    for (const step of powerSteps(exponent)) {
      emit('mul', d, accumulator, step === 'square' ? accumulator : a);
      accumulator = d;
    }
    if (exponent < 0) emit('div', d, fresh(1), accumulator);
  };

  for (const e of order) {
    if (e.kind === 'number') {
      registers.set(e, fresh(e.value));
    } else if (e.kind === 'symbol') {
      const input = inputs.indexOf(e.name);
      if (input < 0) throw new Error(`no input named ${e.name}`);
      const register = fresh();
      registers.set(e, register);
      loads.push({ input, register });
    } else if (isChain(e)) {
      // The chain reads its base again after the first store: it may not write over it.
      const d = free.pop() ?? fresh();
      emitPower(d, registers.get(e.args[0])!, e.args[1].value);
      e.args.forEach(release);
      registers.set(e, d);
    } else {
      const [a, b, c] = e.args.map((arg) => registers.get(arg)!);
      e.args.forEach(release);
      const d = free.pop() ?? fresh();
      emit(e.operator, d, a, b, c);
      registers.set(e, d);
    }
    roots.forEach((root, output) => {
      if (root === e) instructions.push({ output, d: registers.get(e)! });
    });
    if (usesLeft.get(e) === 0 && e.kind === 'call') free.push(registers.get(e)!);
  }
  return { loads, instructions };
}

const isChain = (e: CallNode): e is CallNode & { args: readonly [Expression, NumberNode] } =>
  e.operator === 'pow' && e.args[1].kind === 'number' && isProductPower(e.args[1].value);

/** How often each node occurs as an argument. */
function countUses(order: readonly Expression[]): Map<Expression, number> {
  const uses = new Map(order.map((e) => [e, 0]));
  for (const e of order) {
    if (e.kind === 'call') for (const arg of e.args) uses.set(arg, uses.get(arg)! + 1);
  }
  return uses;
}
