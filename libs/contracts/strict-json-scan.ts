/** Why a text was refused: a closed list, so that callers may switch over it. */
export type JsonRefusal =
  | 'too-large'
  | 'not-utf8'
  | 'byte-order-mark'
  | 'syntax'
  | 'too-deep'
  | 'duplicate-name'
  | 'forbidden-name'
  | 'lone-surrogate'
  | 'float'
  | 'integer-range'
  | 'number-range';

export interface StrictJsonLimits {
  readonly maxDepth: number;
  readonly floats: boolean;
  readonly bigIntegers: boolean;
}

export interface JsonFault {
  readonly reason: JsonRefusal;
  readonly position: number;
  readonly pointer: string;
}

const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype']);
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;

/** True when a text cannot be written as UTF-8. (The standard library's types do not know ES2024 yet; engines do.) */
export function hasLoneSurrogate(text: string): boolean {
  return !(text as string & { isWellFormed(): boolean }).isWellFormed();
}

/**
 * Reads a text by the letter of RFC 8259 and our own rules, building nothing, and gives the first fault with its place,
 * or undefined when there is none. Slow and exact: it runs only when the fast reader could not call a text clean, and
 * then its word is final. Linear in the text; recursion is bounded by `maxDepth`.
 */
export function findFault(text: string, limits: StrictJsonLimits): JsonFault | undefined {
  try {
    new Scanner(text, limits).document();
    return undefined;
  } catch (fault) {
    if (fault instanceof Found) return fault.fault;
    throw fault;
  }
}

/** Carries a fault out of the recursion. */
class Found extends Error {
  constructor(readonly fault: JsonFault) {
    super(fault.reason);
  }
}

class Scanner {
  private at = 0;
  private readonly path: string[] = [];

  constructor(
    private readonly text: string,
    private readonly limits: StrictJsonLimits,
  ) {}

  document(): void {
    if (this.text.charCodeAt(0) === 0xfeff) this.refuse('byte-order-mark');
    this.value(0);
    this.space();
    if (this.at < this.text.length) this.refuse('syntax');
  }

  private value(depth: number): void {
    this.space();
    const char = this.text[this.at];
    if (char === '{' || char === '[') {
      if (depth >= this.limits.maxDepth) this.refuse('too-deep');
      this.at++;
      if (char === '{') this.members(depth + 1);
      else this.elements(depth + 1);
    } else if (char === '"') this.string();
    else if (char === '-' || (char !== undefined && char >= '0' && char <= '9')) this.number();
    else this.literal();
  }

  private members(depth: number): void {
    const names = new Set<string>();
    if (this.take('}')) return;
    do {
      this.space();
      const start = this.at;
      const name = this.string();
      this.path.push(name);
      if (FORBIDDEN_NAMES.has(name)) this.refuse('forbidden-name', start);
      if (names.has(name)) this.refuse('duplicate-name', start);
      names.add(name);
      if (!this.take(':')) this.refuse('syntax');
      this.value(depth);
      this.path.pop();
    } while (this.take(','));
    if (!this.take('}')) this.refuse('syntax');
  }

  private elements(depth: number): void {
    if (this.take(']')) return;
    let index = 0;
    do {
      this.path.push(String(index++));
      this.value(depth);
      this.path.pop();
    } while (this.take(','));
    if (!this.take(']')) this.refuse('syntax');
  }

  private string(): string {
    const start = this.at;
    if (this.text[this.at] !== '"') this.refuse('syntax');
    this.at++;
    for (;;) {
      while (this.isPlain()) this.at++;
      if (this.text[this.at] === '"') break;
      if (this.text[this.at] !== '\\') this.refuse('syntax');
      this.escape();
    }
    this.at++;
    const value: string = JSON.parse(this.text.slice(start, this.at));
    if (hasLoneSurrogate(value)) this.refuse('lone-surrogate', start);
    return value;
  }

  /** Neither a quote, a backslash nor a control character, which must be escaped. NaN at the end compares false. */
  private isPlain(): boolean {
    const unit = this.text.charCodeAt(this.at);
    return unit >= 0x20 && unit !== 0x22 && unit !== 0x5c;
  }

  private escape(): void {
    const next = this.text[this.at + 1];
    if (next === 'u') {
      if (!/^[0-9a-fA-F]{4}$/.test(this.text.slice(this.at + 2, this.at + 6))) this.refuse('syntax');
      this.at += 6;
    } else if (next !== undefined && '"\\/bfnrt'.includes(next)) this.at += 2;
    else this.refuse('syntax');
  }

  private number(): void {
    const start = this.at;
    NUMBER.lastIndex = start;
    const match = NUMBER.exec(this.text);
    if (!match) return this.refuse('syntax');
    this.at = NUMBER.lastIndex;
    const float = match[1] !== undefined || match[2] !== undefined;
    const value = Number(match[0]);
    if (float && !this.limits.floats) this.refuse('float', start);
    if (!float && !this.limits.bigIntegers && !Number.isSafeInteger(value)) this.refuse('integer-range', start);
    if (!Number.isFinite(value)) this.refuse('number-range', start);
  }

  private literal(): void {
    const word = ['true', 'false', 'null'].find((each) => this.text.startsWith(each, this.at));
    if (word === undefined) return this.refuse('syntax');
    this.at += word.length;
  }

  private take(char: string): boolean {
    this.space();
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }

  private space(): void {
    while (this.at < this.text.length && ' \t\n\r'.includes(this.text[this.at] as string)) this.at++;
  }

  private refuse(reason: JsonRefusal, position = this.at): never {
    const pointer = this.path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    throw new Found({ reason, position, pointer });
  }
}
