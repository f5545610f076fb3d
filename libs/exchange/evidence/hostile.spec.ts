import { refusalOf } from '../../../test/files/expect-refused.ts';
import { testData } from '../../../test/test-data.ts';
import { contentDisposition, downloadName, inspect } from './index.ts';
import type { FileKind, FileRefusalReason } from './index.ts';

/**
 * Files made by others to do harm, each uploaded under every extension we take, in disguise. For each folder: the
 * expectation under each extension, and the files for which it is another. `taken` means stored as it is and served as
 * a download only; that is the right end for text about attacks, and for a picture with odd remarks in its metadata.
 */
type Expected = FileRefusalReason | 'taken';
type Row = Record<FileKind, Expected>;

const notThis: Row = {
  pdf: 'content-mismatch',
  png: 'content-mismatch',
  jpeg: 'content-mismatch',
  xlsx: 'content-mismatch',
  docx: 'content-mismatch',
  csv: 'unknown-encoding',
  txt: 'unknown-encoding',
};
const asText = (expected: Expected): Row => ({ ...notThis, csv: expected, txt: expected });
const asOffice = (expected: Expected): Row => ({ ...notThis, xlsx: expected, docx: expected });

const folders: Record<string, { row: Row; except?: [RegExp, Row][] }> = {
  zip: {
    row: asOffice('unreadable'),
    except: [
      [/file data overflows|invalid relative path|wrong-entry-sizes/, asOffice('archive-unsafe')],
      [/zip64/, asOffice('archive-too-big')],
    ],
  },
  office: {
    row: asOffice('unreadable'),
    except: [
      [/\.xls$/, notThis],
      [/xmlbomb|ExternalEntity/, asOffice('unsafe-xml')],
      [/5313273089884160/, asOffice('polyglot')],
      [/9bf3cd4bd6f50a8a/, asOffice('encrypted')],
    ],
  },
  image: {
    row: notThis,
    except: [
      [/\.gif$/, asText('looks-like-html')],
      [/lottapixel/, { ...notThis, jpeg: 'too-many-pixels' }],
      [/payload_in_all_known_metadata/, { ...notThis, jpeg: 'taken' }],
      [/exif_metadata/, { ...notThis, png: 'taken' }],
    ],
  },
  svg: { row: asText('looks-like-html') },
  'html-like': { row: asText('taken'), except: [[/xss\.htm/, asText('looks-like-html')]] },
  eicar: { row: asText('taken') },
  path: { row: asText('taken') },
  xss: { row: asText('taken'), except: [[/rsnake|Mario|xss_alert/, asText('looks-like-html')]] },
  xml: { row: asText('taken'), except: [[/Classic|Billion|XXE_Fuzzing/, asText('looks-like-html')]] },
};

const extensions: [FileKind, string][] = [
  ['pdf', 'pdf'],
  ['png', 'png'],
  ['jpeg', 'jpg'],
  ['xlsx', 'xlsx'],
  ['docx', 'docx'],
  ['csv', 'csv'],
  ['txt', 'txt'],
];

describe.each(Object.entries(folders))('hostile/%s', (folder, { row, except = [] }) => {
  const files = testData(`hostile/${folder}`);
  const outside = files ? it : it.skip;

  outside(`every file ends as stated under every extension (needs hostile/${folder})`, async () => {
    expect(files?.length).toBeGreaterThan(0);
    for (const { name, bytes } of files ?? []) {
      const expected = except.find(([pattern]) => pattern.test(name))?.[1] ?? row;
      const found: Partial<Row> = {};
      for (const [kind, extension] of extensions) {
        const why = await refusalOf(() => inspect({ name: `証拠.${extension}`, mediaType: '', bytes }));
        found[kind] = why ?? 'taken';
      }
      expect({ name, ...found }).toEqual({ name, ...expected });
    }
  });

  outside(`no file gets in under its own name, unless it is text or a picture (needs hostile/${folder})`, async () => {
    for (const { name, bytes } of files ?? []) {
      const taken = (await refusalOf(() => inspect({ name, mediaType: '', bytes }))) === undefined;
      if (taken) expect(name).toMatch(/\.(txt|jpg|png)$/);
    }
  });
});

describe('the harmless virus test string', () => {
  // Written in two halves, so that no scanner stops this repository.
  const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

  it('is text like any other without a scanner, and is only ever a download', async () => {
    expect(await inspect({ name: 'a.txt', mediaType: 'text/plain', bytes: Buffer.from(eicar) })).toMatchObject({
      kind: 'txt',
    });
    expect(contentDisposition(downloadName('a', 'txt'))).toMatch(/^attachment;/);
  });

  it('is nothing else', async () => {
    for (const name of ['a.pdf', 'a.png', 'a.docx']) {
      expect(await refusalOf(() => inspect({ name, mediaType: '', bytes: Buffer.from(eicar) }))).toBe(
        'content-mismatch',
      );
    }
  });
});

describe('real questionnaires of others', () => {
  const real = ['synthetic-ja', 'openchain', 'azure']
    .flatMap((folder) => testData(`questionnaires/${folder}`) ?? [])
    .filter(({ name }) => /\.(xlsx|csv)$/.test(name));
  const outside = real.length > 0 ? it : it.skip;

  outside('are taken: strictness refuses no honest file (needs questionnaires)', async () => {
    for (const { name, bytes } of real) {
      expect({ name, why: await refusalOf(() => inspect({ name, mediaType: '', bytes })) }).toEqual({
        name,
        why: undefined,
      });
    }
  });
});
