import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { testDataPath } from '../../../test/test-data.ts';
import {
  importOscalJson,
  importOscalXml,
  importOsps,
  ImportRefused,
  inForce,
  leafControls,
  readStatusList,
  type ImportedCatalogue,
} from './index.ts';

const withData = existsSync(testDataPath('catalogues')) ? describe : describe.skip;
const bytes = (...path: string[]) => readFileSync(testDataPath(...path));

const counts = (catalogue: ImportedCatalogue) => ({
  all: catalogue.controls.length,
  leaves: leafControls(catalogue).length,
  inForce: inForce(catalogue).length,
});
const withdrawnBy = (catalogue: ImportedCatalogue, reason: string) =>
  leafControls(catalogue).filter(({ withdrawn }) => withdrawn && withdrawn.by === reason);

withData('catalogues of others (WARIFU_TEST_DATA)', () => {
  const csfJson = () => bytes('catalogues/nist/NIST_CSF_v2.0_catalog.converted.json');
  const csfXml = () => bytes('catalogues/nist/NIST_CSF_v2.0_catalog.xml');
  const list = () => readStatusList(bytes('catalogues/nist/csf20-subcategory-status.csv'));

  it('CSF 2.0 says the same in JSON and in XML, with and without a status list', () => {
    expect(importOscalXml(csfXml())).toEqual(importOscalJson(csfJson()));
    expect(importOscalXml(csfXml(), list())).toEqual(importOscalJson(csfJson(), list()));
  });

  it('CSF 2.0 lists 185 subcategories in 34 categories; twelve empty categories show 53 of the withdrawn', () => {
    const csf = importOscalXml(csfXml());
    expect(csf).toMatchObject({
      id: '720a010b-253c-4a94-bb65-cb58400966f5',
      title: 'NIST Cybersecurity Framework 2.0',
      edition: '1.0.0',
    });
    expect(csf.publisher).toBe('National Institute of Standards and Technology');
    expect(counts(csf)).toEqual({ all: 219, leaves: 185, inForce: 132 });
    expect(withdrawnBy(csf, 'empty-category')).toHaveLength(53);
    const categories = csf.controls.filter(({ parent, withdrawn }) => parent === undefined && withdrawn);
    expect(categories.map(({ id }) => id).join(' ')).toBe(
      'ID.BE ID.GV ID.RM ID.SC PR.AC PR.IP PR.MA PR.PT DE.DP RS.IM RS.RP RC.IM',
    );
    expect(csf.problems).toEqual([]);
  });

  it('CSF 2.0 with the status list: 106 in force, 79 withdrawn, those without the risk tag still in force', () => {
    const csf = importOscalJson(csfJson(), list());
    expect(counts(csf)).toEqual({ all: 219, leaves: 185, inForce: 106 });
    expect(withdrawnBy(csf, 'list')).toHaveLength(79);
    const ids = new Set(inForce(csf).map(({ id }) => id));
    expect(['ID.RA-07', 'ID.RA-10', 'PR.IR-04', 'GV.SC-01'].every((id) => ids.has(id))).toBe(true);
    expect(['ID.SC-01', 'PR.AT-03', 'DE.CM-08'].some((id) => ids.has(id))).toBe(false);
    expect(csf.problems).toEqual([]);
  });

  it('CSF 2.0 keeps words, order and place', () => {
    const csf = importOscalXml(csfXml());
    expect(csf.controls.slice(0, 2)).toEqual([
      {
        id: 'GV.OC',
        title: 'Organizational Context',
        text:
          'The circumstances - mission, stakeholder expectations, dependencies, and legal, regulatory, and contractual ' +
          "requirements - surrounding the organization's cybersecurity risk management decisions are understood",
        group: 'GV',
        withdrawn: false,
      },
      {
        id: 'GV.OC-01',
        title: 'GV.OC-01',
        text: 'The organizational mission is understood and informs cybersecurity risk management',
        parent: 'GV.OC',
        group: 'GV',
        withdrawn: false,
      },
    ]);
  });

  it('SP 800-53 low baseline: 131 controls with 18 enhancements, labels kept, parameters readable', () => {
    const nist = importOscalJson(
      bytes('catalogues/nist/NIST_SP-800-53_rev5_LOW-baseline-resolved-profile_catalog-min.json'),
    );
    expect(nist.controls).toHaveLength(149);
    expect(nist.controls.filter(({ parent }) => parent)).toHaveLength(18);
    expect(nist.publisher).toBe('Joint Task Force, Transformation Initiative');
    expect(nist.controls.every(({ text }) => text !== '' && !text.includes('{{'))).toBe(true);
    expect(
      nist.controls
        .find(({ id }) => id === 'ac-2')
        ?.text.split('\n')
        .slice(0, 3),
    ).toMatchInlineSnapshot(`
[
  "a. Define and document the types of accounts allowed and specifically prohibited for use within the system;",
  "b. Assign account managers;",
  "c. Require [prerequisites and criteria] for group and role membership;",
]
`);
    expect(nist.problems).toEqual([]);
  });

  it('ISM Essential Eight level one: 46 controls in groups without ids', () => {
    const ism = importOscalJson(bytes('catalogues/acsc/ISM_E8_ML1-baseline-resolved-profile_catalog.json'));
    expect(counts(ism)).toEqual({ all: 46, leaves: 46, inForce: 46 });
    expect([ism.edition, ism.publisher, ism.controls[0]?.id, ism.controls[0]?.group]).toEqual([
      '2025.12.9',
      'Australian Cyber Security Centre',
      'ism-1507',
      'Privileged access to systems',
    ]);
  });

  it('MVSP 3.0: 25 controls', () => {
    const mvsp = importOscalJson(bytes('catalogues/mvsp/mvsp_v3.0-20231109-catalog.json'));
    expect(counts(mvsp)).toEqual({ all: 25, leaves: 25, inForce: 25 });
    expect(mvsp.controls[0]).toMatchObject({
      id: 'ctl_1.1-mvsp',
      title: 'External vulnerability reports',
      group: 'grp_1-mvsp',
    });
    expect(mvsp.controls[0]?.text.split('\n')).toHaveLength(4);
    expect([mvsp.edition, mvsp.publisher]).toEqual(['v3.0-20231109', 'Google']);
  });

  it('OSPS Baseline: 17 controls with 26 requirements from four files', () => {
    const files = ['AC', 'GV', 'SA', 'VM'].map((family) => bytes(`catalogues/osps/OSPS-${family}.yaml`));
    const osps = importOsps(files, '2026-07');
    expect(osps.controls.filter(({ parent }) => !parent)).toHaveLength(17);
    expect(counts(osps)).toEqual({ all: 43, leaves: 26, inForce: 26 });
    expect(osps.controls[0]).toMatchObject({
      id: 'OSPS-AC-01',
      title: 'Use MFA for Sensitive Actions',
      group: 'AC',
      withdrawn: false,
    });
    expect(osps.controls[1]).toMatchObject({ id: 'OSPS-AC-01.01', parent: 'OSPS-AC-01' });
    expect(importOsps([...files, ...files.slice(0, 1)], '2026-07').problems).toHaveLength(10);
  });

  it.each([
    'catalogues/nist/NIST_SP-800-53_rev5_LOW-baseline_profile.json',
    'catalogues/nist/NIST_SP-800-53_rev5_MODERATE-baseline_profile.json',
    'vectors/oscal/examples/component-definition/json/example-component-min.json',
    'vectors/oscal/examples/ssp/json/ssp-example-min.json',
    'vectors/oscal/schema/oscal_complete_schema-1-1-3.json',
  ])('%s is no catalogue, and the refusal says what it is', (path) => {
    expect(refusal(() => importOscalJson(bytes(path)))).toMatch(
      /^not-a-catalogue: Not an OSCAL catalogue: the document is "/,
    );
  });

  it('NIST’s own example catalogue is read', () => {
    const example = importOscalJson(bytes('vectors/oscal/examples/catalog/json/basic-catalog-min.json'));
    expect(example.edition).toBe('1.1');
    expect(example.controls.length).toBeGreaterThan(2);
    expect(example.controls[0]?.text).toContain('[initiating a device lock after [a duration] of inactivity; ');
  });
});

withData('hostile files (WARIFU_TEST_DATA)', () => {
  it.each([
    'Classic XXE B64 Encoded.xml',
    'Deny Of Service - Billion Laugh Attack',
    'XXE OOB Attack (Yunusov, 2013).xml',
    'fuzzdb-xml-attacks.txt',
    'patt-XXE_Fuzzing.txt',
  ])('hostile/xml/%s is refused for its document type', (name) =>
    expect(refusal(() => importOscalXml(bytes('hostile/xml', name)))).toMatch(/^doctype/),
  );

  it('every line of the XML lists is refused by name', () => {
    for (const name of ['fuzzdb-xml-attacks.txt', 'patt-XXE_Fuzzing.txt']) {
      for (const line of bytes('hostile/xml', name).toString('utf8').split('\n')) {
        expect(refusal(() => importOscalXml(line))).toMatch(
          /^(doctype|entity|not-well-formed|not-a-catalogue|encoding): /,
        );
      }
    }
  });

  it('every file of the JSON list is refused by name, whatever it is', () => {
    const folder = 'hostile/json/test_parsing';
    const names = readdirSync(testDataPath(folder));
    expect(names.length).toBeGreaterThan(100);
    for (const name of names) {
      const reason = refusal(() => importOscalJson(bytes(folder, name)));
      if (name.startsWith('n_'))
        expect([name, reason]).toEqual([name, expect.stringMatching(/^(not-well-formed|encoding|too-deep): /)]);
      else expect([name, reason]).toEqual([name, expect.stringMatching(/^[a-z-]+: /)]);
    }
  });

  it('no prototype was changed by it', () => expect(Object.keys(Object.prototype)).toEqual([]));
});

/** What a refusal says; anything but a refusal, a success among them, is a failure of the test. */
function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof ImportRefused) return `${error.reason}: ${error.message}`;
    throw error;
  }
  throw new Error('was not refused');
}
