import { importOscalJson, importOscalXml, importOsps, ImportRefused, readCatalogue, readStatusList } from './index.ts';

const uuid = '0d3f0d0e-4d4b-4a8e-9d40-1f6f0a6f7a11';
const metadata = { title: 'Test catalogue', version: '7' };
const statement = (prose?: string) => [{ name: 'statement', ...(prose !== undefined && { prose }) }];

const json = (controls: unknown[]) => JSON.stringify({ catalog: { uuid, metadata, controls } });
const read = (controls: unknown[], list = '') =>
  importOscalJson(json(controls), list ? readStatusList(list) : undefined);
const withdrawn = (controls: unknown[], list = '') =>
  Object.fromEntries(read(controls, list).controls.map(({ id, withdrawn: by }) => [id, by && by.by]));

const xml = (inside: string, head = '<?xml version="1.0" encoding="UTF-8"?>') =>
  `${head}<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="${uuid}"><metadata><title>Test</title><version>7</version></metadata>${inside}</catalog>`;

describe('what is withdrawn', () => {
  const category = (id: string, prose: string | undefined, ...controls: unknown[]) => ({
    id,
    title: id,
    parts: statement(prose),
    controls,
  });
  const control = (id: string, more: object = {}) => ({ id, title: id, parts: statement('Do it.'), ...more });

  it('is what the file marks, with what replaced it', () => {
    const marked = control('AC-3', {
      props: [{ name: 'status', value: 'Withdrawn' }],
      links: [
        { rel: 'incorporated-into', href: '#AC-6' },
        { rel: 'related', href: '#AC-1' },
      ],
    });
    const [found] = read([marked]).controls;
    expect(found).toMatchObject({ withdrawn: { by: 'status' }, replacedBy: ['AC-6'] });
  });

  it('is everything in a category whose statement is empty, and only there', () => {
    expect(
      withdrawn([category('ID.SC', undefined, control('ID.SC-01')), category('GV.SC', 'Stated.', control('GV.SC-01'))]),
    ).toEqual({
      'ID.SC': 'empty-category',
      'ID.SC-01': 'empty-category',
      'GV.SC': false,
      'GV.SC-01': false,
    });
    expect(withdrawn([{ id: 'X', title: 'X', controls: [control('X-1')] }])).toEqual({ X: false, 'X-1': false });
    expect(withdrawn([{ id: 'Y', title: 'Y', parts: statement() }])).toEqual({ Y: false });
  });

  it('is what the user’s list says, before anything else, for the ids it names', () => {
    const file = [category('ID.SC', undefined, control('ID.SC-01'), control('ID.SC-02')), control('PR.AT-03')];
    const list = 'id,status\nID.SC-01,active\nPR.AT-03,withdrawn\n';
    expect(withdrawn(file, list)).toEqual({
      'ID.SC': 'empty-category',
      'ID.SC-01': false,
      'ID.SC-02': 'empty-category',
      'PR.AT-03': 'list',
    });
  });

  it('is reported where the list and the file disagree, or where a list names what is not there', () => {
    const marked = control('AC-3', { props: [{ name: 'status', value: 'withdrawn' }] });
    expect(
      read(
        [marked, control('AC-4'), control('AC-4'), { id: 'AC-5', title: 'AC-5' }],
        'id,status\nAC-3,active\nAC-9,active',
      ).problems,
    ).toEqual([
      { code: 'list-disagrees', id: 'AC-3' },
      { code: 'duplicate-id', id: 'AC-4' },
      { code: 'no-text', id: 'AC-5' },
      { code: 'unknown-in-list', id: 'AC-9' },
    ]);
  });
});

describe('a status list', () => {
  it('is read with quotes, other columns, Windows lines and a byte-order mark', () => {
    const list = readStatusList('\uFEFFnote,"Status",ID\r\n"a, ""b""",ACTIVE,A-1\r\n,withdrawn,"A-2"\r\n\r\n');
    expect([...list]).toEqual([
      ['A-1', 'active'],
      ['A-2', 'withdrawn'],
    ]);
  });

  it.each([
    ['no header', 'A-1,active'],
    ['an unknown status', 'id,status\nA-1,retired'],
    ['an id twice', 'id,status\nA-1,active\nA-1,withdrawn'],
    ['no id', 'id,status\n,active'],
    ['no status', 'id,status\nA-1'],
  ])('with %s is refused', (_, list) => expect(reasonOf(() => readStatusList(list))).toBe('not-a-status-list'));
});

describe('XML', () => {
  it('keeps words, drops marks, names parameters', () => {
    const inside = `<!-- note --><control id="A-1"><title>Keep <em>it</em> &amp; &#x65e5;</title>
      <param id="p1"><label>a <strong>period</strong></label></param>
      <part name="statement"><p>Within <insert type="param" id-ref="p1"/>,
        review <![CDATA[<all> & more]]>.</p><ul><li>one</li><li>two</li></ul></part></control>`;
    expect(importOscalXml(xml(inside)).controls).toEqual([
      {
        id: 'A-1',
        title: 'Keep it & 日',
        text: 'Within [a period], review <all> & more.\n\n- one\n- two',
        withdrawn: false,
      },
    ]);
  });

  const laughs = `<!DOCTYPE l [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, n) => `<!ENTITY a${n} "${`&a${n};`.repeat(10)}">`).join('')}]>`;
  it.each([
    ['doctype', 'a document type', xml('', '<!DOCTYPE catalog>')],
    ['doctype', 'a document type in small letters', xml('', '<!doctype catalog>')],
    ['doctype', 'entities that laugh', xml('&a9;', laughs)],
    ['doctype', 'an outside entity', xml('&x;', '<!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]>')],
    ['doctype', 'a document type inside a comment', xml('<!-- <!DOCTYPE x> -->')],
    ['entity', 'an entity nobody declared', xml('<control id="A"><title>&nbsp;</title></control>')],
    ['not-well-formed', 'a lone ampersand', xml('<control id="A"><title>R & D</title></control>')],
    ['entity', 'a character that is none', xml('<control id="A"><title>&#xD800;</title></control>')],
    ['entity', 'NUL as a reference', xml('<control id="A"><title>&#0;</title></control>')],
    ['encoding', 'another encoding', xml('', '<?xml version="1.0" encoding="Shift_JIS"?>')],
    ['encoding', 'UTF-16', Buffer.from(`\uFEFF${xml('')}`, 'utf16le')],
    ['not-well-formed', 'end tags that do not fit', xml('<a><b></a></b>')],
    ['not-well-formed', 'an attribute twice', xml('<control id="A" id="B"/>')],
    ['not-well-formed', 'two roots', `${xml('')}${xml('', '')}`],
    ['not-well-formed', 'a prototype as a tag', xml('<__proto__><polluted/></__proto__>')],
    ['not-well-formed', 'nothing', ''],
    ['not-a-catalogue', 'another document', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['not-a-catalogue', 'another namespace', xml('').replace('csrc.nist.gov', 'example.org')],
    ['not-a-catalogue', 'a control without an id', xml('<control><title>x</title></control>')],
    ['not-a-catalogue', 'a control character', xml('<control id="A"><title>x\u0000</title></control>')],
    ['too-deep', 'a thousand levels', xml('<part>'.repeat(1000) + '</part>'.repeat(1000))],
    ['too-large', 'nine megabytes', xml(' '.repeat(9 * 1024 * 1024))],
  ])('is refused as %s: %s', (reason, _, source) => expect(reasonOf(() => importOscalXml(source))).toBe(reason));

  it('changes no prototype by the names of its attributes', () => {
    importOscalXml(
      xml(
        '<control id="A" __proto__="x" constructor="y"><title>A</title><prop name="a" value="b" __proto__="x"/></control>',
      ),
    );
    expect(({} as Record<string, unknown>).x).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('JSON', () => {
  it.each([
    ['reserved-name', 'a prototype', `{"catalog":{"__proto__":{"polluted":1}}}`],
    ['reserved-name', 'a prototype in escapes', `{"catalog":{"\\u005f_proto__":{"polluted":1}}}`],
    ['duplicate-name', 'a name twice', `{"catalog":{"uuid":"1","uuid":"2"}}`],
    ['duplicate-name', 'a name twice, once in escapes', `{"a":1,"\\u0061":2}`],
    ['too-deep', 'a hundred thousand lists', '['.repeat(100_000)],
    ['too-large', 'nine megabytes', ' '.repeat(9 * 1024 * 1024)],
    ['not-well-formed', 'half a document', '{"catalog":'],
    ['not-well-formed', 'a string without end', `"${'\\"'.repeat(1_000_000)}`],
    ['encoding', 'bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['not-a-catalogue', 'a list', '[]'],
    ['not-a-catalogue', 'an OSCAL profile', '{"profile":{}}'],
    ['not-a-catalogue', 'a lone surrogate in a title', json([{ id: 'A', title: 'x\ud800' }])],
  ])('is refused as %s: %s', (reason, _, source) => expect(reasonOf(() => importOscalJson(source))).toBe(reason));

  it('may hold a name twice in two objects, and a colon inside a string', () => {
    expect(
      read([
        { id: 'A', title: 'a: "{[' },
        { id: 'B', title: '}]:' },
      ]).controls.map(({ title }) => title),
    ).toEqual(['a: "{[', '}]:']);
  });
});

describe('YAML', () => {
  const bomb = `a: &a [x]\n${'bcdefghi'.replace(/./g, (name, at: number) => `${name}: &${name} [${`*${'abcdefghi'[at]}, `.repeat(9)}]\n`)}`;
  it.each([
    ['alias', 'aliases that laugh', bomb],
    ['alias', 'one alias', 'groups: &g []\ncontrols: *g'],
    ['reserved-name', 'a merge key', 'groups: []\n<<: {controls: []}'],
    ['reserved-name', 'a prototype', 'groups: []\n__proto__: {polluted: true}'],
    ['duplicate-name', 'a name twice', 'groups: []\ngroups: []'],
    ['tag', 'code as a tag', 'groups: !!js/function "function () {}"'],
    ['tag', 'a tag of its own', 'groups: !mine []'],
    ['tag', 'a core tag', 'groups: !!set {a, b}'],
    ['tag', 'a thousand tags on one line', '- !a '.repeat(1000)],
    ['directive', 'an older YAML', '%YAML 1.1\n---\ngroups: yes'],
    ['not-well-formed', 'two documents', 'groups: []\n---\ncontrols: []'],
    ['not-well-formed', 'a list as a name', '? [a]\n: 1'],
    ['too-deep', 'a run of dashes', '- '.repeat(3000)],
    ['too-deep', 'a run of brackets', 'a: ['.repeat(1500)],
    ['too-deep', 'steps without end', Array.from({ length: 500 }, (_, n) => `${' '.repeat(n)}a:`).join('\n')],
    ['too-large', 'a line without end', `a: ${'x'.repeat(9000)}`],
    ['too-large', 'most of a megabyte', 'a: 1\n'.repeat(200_000)],
    ['not-a-catalogue', 'another file', 'services: {}'],
    ['not-a-catalogue', 'nothing', ''],
  ])('is refused as %s: %s', (reason, _, source) => expect(reasonOf(() => importOsps([source], '1'))).toBe(reason));

  it('is refused in the same way when it says it is our catalogue', () => {
    expect(reasonOf(() => readCatalogue('catalogue: &c {}\nsections: *c'))).toBe('alias');
  });

  it('stays quick over thousands of names and of mistakes', () => {
    const started = performance.now();
    expect(reasonOf(() => importOsps([Array.from({ length: 25_000 }, (_, n) => `k${n}:`).join('\n')], '1'))).toBe(
      'not-a-catalogue',
    );
    expect(reasonOf(() => importOsps(['a: !b\n'.repeat(40_000)], '1'))).toBe('duplicate-name');
    expect(reasonOf(() => importOsps(['- !a '.repeat(15).concat('\n').repeat(3_000)], '1'))).toMatch(
      /tag|not-well-formed|too-deep/,
    );
    expect(performance.now() - started).toBeLessThan(100_000);
  });
});

function reasonOf(readIt: () => unknown): string {
  try {
    readIt();
  } catch (error) {
    if (error instanceof ImportRefused) return error.reason;
    throw error;
  }
  return 'was read';
}
