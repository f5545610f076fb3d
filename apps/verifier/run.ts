import { Command, CommanderError, Option } from 'commander';
import { compactOf, ProofError, readTrust, verifyBundle, verifySdJwt } from '#proof';
import { nodeCrypto } from '#proof/crypto-node';
import { readInput, readKeys, readTime, Unusable } from './inputs.ts';
import { printable, report, reportSdJwt } from './report.ts';
import { type Language, languageOf, reasonWords, say } from './words.ts';

/** Where the words go, and which language the machine speaks (`LC_ALL` or `LANG`). */
export interface Io {
  out(text: string): void;
  error(text: string): void;
  readonly locale: string | undefined;
}

interface Options {
  trust?: string;
  audience?: string;
  nonce?: string;
  at?: string;
  json?: true;
  lang?: string;
}
interface SdJwtOptions extends Options {
  key: string;
  aud?: string;
}

const GENUINE = 0;
const NOT = 1;
const UNUSABLE = 2;

/**
 * warifu-verify: is this disclosure genuine, from whom, and still in force? Takes the arguments as the shell gives them
 * and never opens a connection. Gives the exit code: 0 genuine and current, 1 not, 2 input nobody could judge.
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let code = UNUSABLE;
  const program = commands(io, async (check) => {
    code = await check;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? GENUINE : UNUSABLE;
    if (!(error instanceof Unusable)) throw error;
    io.error(`warifu-verify: ${printable(error.message)}`);
    return UNUSABLE;
  }
}

function commands(io: Io, finish: (check: Promise<number>) => Promise<void>): Command {
  const program = new Command('warifu-verify')
    .description(
      '開示が本物か、誰の署名か、今も有効かを確かめます / Checks a disclosure: genuine, by whom, in force. Offline.',
    )
    .argument('<file>', 'bundle or presentation; - for standard input')
    .option('--trust <file>', 'trust file of the exchange; without it no signer is established')
    .option('--audience <uri>', 'the reader it must be made for')
    .option('--nonce <text>', 'the nonce it must carry')
    .option('--at <time>', 'judge as of this time (ISO 8601 with zone, a date, or seconds since 1970)')
    .option('--json', 'the verdict as JSON')
    .addOption(new Option('--lang <language>', 'language of the report').choices(['ja', 'en']))
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.error(text.trimEnd()) })
    .exitOverride()
    .action((file: string, options: Options) => finish(checkFile(file, options, io)));

  program
    .command('sd-jwt')
    .description('Checks any SD-JWT by RFC 9901 alone against a key you hold (ES256, Ed25519, EdDSA)')
    .argument('<file>', 'token, compact or JSON serialisation; - for standard input')
    .requiredOption('--key <file>', 'JWK or JWK set')
    .option('--aud <audience>', 'audience the key-binding JWT must name')
    .option('--nonce <text>', 'nonce the key-binding JWT must carry')
    .option('--at <time>', 'judge as of this time')
    .option('--json', 'the processed payload as JSON')
    .addOption(new Option('--lang <language>', 'language of the report').choices(['ja', 'en']))
    .copyInheritedSettings(program)
    .action((file: string, _own: unknown, command: Command) =>
      finish(checkSdJwt(file, command.optsWithGlobals<SdJwtOptions>(), io)),
    );
  return program;
}

async function checkFile(file: string, options: Options, io: Io): Promise<number> {
  const bytes = readInput(file);
  const trust = options.trust === undefined ? undefined : await trustFrom(options.trust);
  const { audience, nonce } = options;
  const expected = {
    ...(trust && { trust }),
    ...(audience !== undefined && { audience }),
    ...(nonce !== undefined && { nonce }),
  };
  const verdict = await verifyBundle(bytes, { ...expected, now: readTime(options.at) }, nodeCrypto);
  io.out(options.json ? JSON.stringify(verdict, null, 2) : report(verdict, language(options, io)));
  if (verdict.reasons[0] === 'not-a-disclosure') return UNUSABLE;
  return verdict.current ? GENUINE : NOT;
}

/** RFC 9901 alone, with a key the reader holds: nothing of our own formats is asked for. */
async function checkSdJwt(file: string, options: SdJwtOptions, io: Io): Promise<number> {
  const keys = readKeys(options.key);
  const text = Buffer.from(readInput(file)).toString('latin1').trim();
  if (!text.includes('.') && !text.startsWith('{')) throw new Unusable(`${file}: no token in it`);
  const { aud: audience, nonce } = options;
  const expected = { keys, ...(audience !== undefined && { audience }), ...(nonce !== undefined && { nonce }) };
  try {
    const token = text.startsWith('{') ? compactOf(text) : text;
    const verified = await verifySdJwt(token, { ...expected, now: readTime(options.at) }, nodeCrypto);
    io.out(options.json ? JSON.stringify(verified.payload, null, 2) : reportSdJwt(verified, language(options, io)));
    return GENUINE;
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    const { code, detail } = error;
    const words = say(reasonWords[code], language(options, io));
    if (options.json) io.out(JSON.stringify({ verified: false, reason: code, detail }, null, 2));
    else
      io.out(`${language(options, io) === 'ja' ? '[無効]' : '[NOT VALID]'} ${words} (${code}: ${printable(detail)})`);
    return NOT;
  }
}

async function trustFrom(file: string) {
  try {
    return await readTrust(readInput(file), nodeCrypto);
  } catch (cause) {
    if (cause instanceof ProofError) throw new Unusable(`${file}: ${cause.message}`, { cause });
    throw cause;
  }
}

function language(options: Options, io: Io): Language {
  return languageOf(options.lang, io.locale);
}
