import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import { callsOf, importsOf, nodesOf, productionSources, root, type Source } from './source.ts';

// 1.2.4 1.2.5 1.3.2 1.3.7 1.3.12 3.2.2 6.3.2 7.2.3 11.1.2 11.2.1 11.2.4 11.3.2 11.4.1 11.5.1 13.1.1 13.2.4 13.3.1:
// what holds for the text of the program itself. Each list is whole: whoever adds to it says so here.

const sources = productionSources();
const filesWhere = (holds: (source: Source) => boolean) => sources.filter(holds).map(({ file }) => file);
const imports = (name: RegExp) => filesWhere((source) => importsOf(source).some((one) => name.test(one)));

test('there is something to look at', () => {
  expect(sources.length).toBeGreaterThan(200);
});

test('the environment is read by each process’ main, which hands it to the configuration, and by the launchers', () => {
  const read = filesWhere((source) =>
    nodesOf(source, ts.isPropertyAccessExpression).some(
      ({ expression, name }) => expression.getText() === 'process' && name.text === 'env',
    ),
  );
  expect(read.filter((file) => !/^apps\/(start\/[\w-]+\.mjs|(api|worker|cli|verifier)\/main\.ts)$/.test(file))).toEqual(
    [],
  );
});

test('what is put into SQL text is our own text: every place, as a list', () => {
  const isSql = (text: string) =>
    /^\s*(select|insert into|update|delete from|with|create|alter|grant|revoke|lock|set|do) |\b(where|order by|returning|limit) /m.test(
      text,
    );
  const places = sources
    .filter(({ file }) => file.startsWith('libs/'))
    .flatMap((source) =>
      nodesOf(source, ts.isTemplateExpression)
        .filter((node) => isSql(node.head.text + node.templateSpans.map(({ literal }) => literal.text).join(' ')))
        .filter((node) => !insideNewError(node))
        .map(
          (node) =>
            `${source.file}: ${node.templateSpans.map(({ expression }) => expression.getText().replace(/\s+/g, ' ')).join(' · ')}`,
        ),
    );
  expect([...new Set(places)].toSorted()).toMatchSnapshot();
  const added = sources.flatMap((source) =>
    nodesOf(source, ts.isBinaryExpression)
      .filter(
        ({ operatorToken, left, right }) =>
          operatorToken.kind === ts.SyntaxKind.PlusToken &&
          [left, right].some(
            (one) => ts.isStringLiteralLike(one) && /\b(select|insert into|delete from) /i.test(one.text),
          ),
      )
      .map((node) => `${source.file}: ${node.getText()}`),
  );
  expect(added).toEqual([]);
});

/** Words for people hold the same verbs. */
function insideNewError(node: ts.Node): boolean {
  for (let up: ts.Node | undefined = node.parent; up; up = up.parent) {
    if (
      ts.isNewExpression(up) ||
      (ts.isCallExpression(up) && /^(notFound|conflict|invalid|forbidden|say|complain)$/.test(up.expression.getText()))
    )
      return true;
    if (ts.isStatement(up)) return false;
  }
  return false;
}

test('other programs are started by the launcher only, and never through a shell', () => {
  expect(imports(/^(node:)?child_process$/).filter((file) => !file.startsWith('apps/start/'))).toEqual([]);
  for (const source of sources) {
    expect([
      source.file,
      ['exec', 'execSync']
        .flatMap((name) => callsOf(source, name))
        .filter(({ expression }) => ts.isIdentifier(expression)).length,
    ]).toEqual([source.file, 0]);
    const shells = nodesOf(source, ts.isPropertyAssignment).filter(
      ({ name, initializer }) => name.getText() === 'shell' && initializer.kind !== ts.SyntaxKind.FalseKeyword,
    );
    expect([source.file, shells.map((one) => one.getText())]).toEqual([source.file, []]);
  }
});

test('nothing is run that is not in a file of ours: no eval, no Function, no vm', () => {
  const evaluated = filesWhere(
    (source) =>
      callsOf(source, 'eval').length > 0 ||
      nodesOf(source, ts.isNewExpression).some(({ expression }) => expression.getText() === 'Function') ||
      importsOf(source).some((one) => /^(node:)?vm2?$/.test(one)),
  );
  expect(evaluated).toEqual([]);
});

test('no text becomes markup by itself', () => {
  expect(
    sources
      .filter(({ text }) => /innerHTML|outerHTML|insertAdjacentHTML|document\.write|dangerouslySetInnerHTML/.test(text))
      .map(({ file }) => file),
  ).toEqual([]);
});

test('cryptography is node:crypto, WebCrypto, jose and argon2, and nothing else', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const others = Object.keys(dependencies).filter((name) =>
    /crypt|cipher|nacl|sodium|noble|forge|openpgp|jsonwebtoken|jws|hash|sha|md5|random|nanoid/i.test(name),
  );
  expect(others.filter((name) => !['jose', '@node-rs/argon2'].includes(name))).toEqual([]);
  expect(imports(/^(crypto|bcrypt|crypto-js|tweetnacl|jsonwebtoken|node-forge|@noble\/.*)$/)).toEqual([]);
});

test('algorithms: AES-256-GCM, SHA-256 and better, HMAC over those; no MD5, no SHA-1, no other cipher', () => {
  const first = (call: ts.CallExpression) => call.arguments[0]?.getText() ?? '';
  const used = (name: string) => [...new Set(sources.flatMap((source) => callsOf(source, name).map(first)))].toSorted();
  expect(used('createCipheriv')).toEqual([`'aes-256-gcm'`]);
  expect(used('createDecipheriv')).toEqual([`'aes-256-gcm'`]);
  expect(used('createHash').filter((one) => one !== `'sha256'` && one !== `'sha512'`)).toEqual([]);
  expect(used('createHmac').filter((one) => one !== `'sha256'` && one !== `'sha512'`)).toEqual([]);
  for (const name of ['createCipher', 'createDecipher', 'pbkdf2', 'pbkdf2Sync', 'publicEncrypt', 'createDiffieHellman'])
    expect([name, used(name)]).toEqual([name, []]);
  const names = sources.flatMap((source) =>
    nodesOf(source, ts.isStringLiteral)
      .filter(({ text }) => /^(md5|md4|sha-?1|rc4|des|aes-(128|192)|.*-(cbc|ecb|ctr)|rsa1_5|hs256)$/i.test(text))
      .map((node) => `${source.file}: ${node.text}`),
  );
  expect(names).toEqual([]);
});

test('chance comes from the system’s generator', () => {
  expect(
    sources
      .filter((source) =>
        nodesOf(source, ts.isPropertyAccessExpression).some((node) => node.getText() === 'Math.random'),
      )
      .map(({ file }) => file),
  ).toEqual([]);
});

test('secrets are found by their hash, and where bytes are compared it takes the same time: every place, as a list', () => {
  const compared = sources.flatMap((source) => [
    ...callsOf(source, 'timingSafeEqual').map(() => `${source.file}: timingSafeEqual`),
    ...callsOf(source, 'equals').map((call) => `${source.file}: ${call.getText()}`),
    ...callsOf(source, 'compare').map((call) => `${source.file}: ${call.getText()}`),
  ]);
  expect([...new Set(compared)].toSorted()).toMatchSnapshot();
  const plain = sources.flatMap((source) =>
    nodesOf(source, ts.isBinaryExpression)
      .filter(({ operatorToken }) => /^[!=]==?$/.test(operatorToken.getText()))
      .filter(({ left, right }) =>
        [left, right].every((one) =>
          /(token|secret|password|passwordHash|tokenHash|mac|signature)$/i.test(one.getText()),
        ),
      )
      .map((node) => `${source.file}: ${node.getText()}`),
  );
  expect(plain).toEqual([]);
});

test('what opens a connection to somewhere else, as a list', () => {
  const outward =
    /^(node:)?(net|tls|http|https|http2|dgram|dns|dns\/promises)$|^(nodemailer|@aws-sdk\/.*|ioredis|undici|bullmq|pg)$/;
  expect(imports(outward)).toMatchSnapshot();
  expect(
    sources
      .filter((source) => callsOf(source, 'fetch').some(({ expression }) => ts.isIdentifier(expression)))
      .map(({ file }) => file)
      .filter((file) => !file.startsWith('apps/start/')),
  ).toEqual([]);
});

test('no account, no key and no password is built in', () => {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\0')
    .filter(Boolean);
  expect(files.length).toBeGreaterThan(200);
  const secret =
    /-----BEGIN (EC |RSA |OPENSSH |)PRIVATE KEY-----|AKIA[0-9A-Z]{16}|\bw[skl]_[A-Za-z0-9_-]{43}\b|gh[pousr]_[A-Za-z0-9]{36}|xox[baprs]-[0-9A-Za-z-]{10,}|"d"\s*:\s*"[A-Za-z0-9_-]{43}"|(WARIFU_MASTER_KEY|password|secret)["']?\s*[:=]\s*["'][A-Za-z0-9+/_-]{43}=?["']/;
  const found = files
    .filter((file) => !/package-lock\.json$|\.(png|jpe?g|pdf|zip)$/.test(file) && existsSync(join(root, file)))
    .filter((file) =>
      secret.test(
        readFileSync(join(root, file), 'utf8').replace(file.startsWith('test/') ? /\bw[skl]_\w+/g : /$^/, ''),
      ),
    );
  expect(found).toEqual([]);
});

/** Regular expressions written down in the program, with where. */
const expressions = sources.flatMap((source) =>
  nodesOf(
    source,
    (node): node is ts.RegularExpressionLiteral => node.kind === ts.SyntaxKind.RegularExpressionLiteral,
  ).map((node) => {
    const [, body, flags] = /^\/(.*)\/([a-z]*)$/s.exec(node.text) as unknown as [string, string, string];
    return { where: source.file, text: node.text, body, flags };
  }),
);

/** Star height: a repetition without end inside of another, with nothing in between that tells the two apart. */
function nested(body: string): boolean {
  const flat = body.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  let inner = flat;
  for (let before = ''; before !== inner; ) {
    before = inner;
    if (/\((?:\?[:=!]|\?<[=!]|\?<\w+>)?[^()]*(?:[*+]|\{\d+,\})[^()]*\)(?:[*+]|\{\d+,\})/.test(inner)) return true;
    inner = inner.replace(/\((?:\?[:=!]|\?<[=!]|\?<\w+>)?([^()]*)\)/, '$1');
  }
  return false;
}

test('the scan for nested repetition finds what it looks for', () => {
  for (const bad of ['(a+)+$', '^(\\w+\\s?)*$', '(x+x+)+y', '([a-z]+)*!'])
    expect([bad, nested(bad)]).toEqual([bad, true]);
  for (const good of ['^[a-z]+$', 'a+b+', '^(?:ab){1,9}$']) expect([good, nested(good)]).toEqual([good, false]);
});

test('nested repetitions, each with the reason why it ends', () => {
  const found = expressions.filter(({ body }) => nested(body)).map(({ where, text }) => `${where} ${text}`);
  expect(found.toSorted()).toMatchSnapshot();
});

// What an attacker repeats is a sign that the expression takes, so each is tried with the signs it is made of.
const attacks = (body: string) => {
  const signs = [
    ...new Set([
      ...body.replace(/\\[sSdDwWbBpPu]/g, '').replace(/[\\^$.|?*+()[\]{}]/g, ''),
      'a',
      '0',
      ' ',
      '-',
      '/',
      '.',
      '=',
      'あ',
      '\t',
      '%',
      "'",
      '"',
      '<',
    ]),
  ].slice(0, 40);
  const long = signs.map((sign) => sign.repeat(100_000));
  const mixed = ['a.', 'a-', ' a', '0-', '//', '..', 'aA0', '\r\n', '\\"', '(('].map((pair) => pair.repeat(50_000));
  return [...long, ...mixed].flatMap((text) => [text, `${text}\u0000`, `!${text}!`]);
};

/** Expressions that take long for long texts, and never get one. */
const bounded: Readonly<Record<string, string>> = {
  '/^[\\s.]+|[\\s.]+$/gu': 'a file name, cut to a hundred letters before',
  '/^[_.]+|[_.]+$/g': 'the same name',
  '/\\.?0+$/': 'a number of ours, written with six decimals',
  '/^\\/+|\\/+$/g': 'a path in the configuration',
};

test('no expression takes more than a moment for a hundred kilobytes of what it likes best', () => {
  const slow: string[] = [];
  const told = new Set<string>();
  for (const { where, body, flags, text } of expressions) {
    if (told.has(text) || bounded[text]) continue;
    told.add(text);
    const expression = new RegExp(body, flags.replace(/[gy]/g, ''));
    for (const input of attacks(body)) {
      try {
        // What backtracks needs minutes for this; what does not, milliseconds, even on a machine that is busy.
        runInNewContext('expression.test(input)', { expression, input }, { timeout: 10_000 });
      } catch {
        slow.push(`${where} ${text}: does not end for ${JSON.stringify(input.slice(0, 6))}…`);
        break;
      }
    }
  }
  expect(slow).toEqual([]);
}, 300_000);

test('expressions made while running, as a list: none is made of what somebody sent', () => {
  const made = sources.flatMap((source) =>
    nodesOf(source, ts.isNewExpression)
      .filter(({ expression }) => expression.getText() === 'RegExp')
      .map((node) => `${source.file}: ${node.getText().replace(/\s+/g, ' ')}`),
  );
  expect(made).toMatchSnapshot();
});
