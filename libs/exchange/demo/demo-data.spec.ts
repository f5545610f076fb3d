import { type Answer, answerFor } from '#contracts/answer';
import { coreCatalogue, findItem } from '#exchange/catalogues';
import { addDays } from '#exchange/credentials';
import { completeness, contradictions, isStale } from '#exchange/profiles';
import { statingKeys, type CompanyKey } from './companies.ts';
import { readCompanyFile } from './company-file.ts';
import { editionsOf, type DemoEdition } from './company-editions.ts';
import { credentialsOf, recorded } from './credentials.ts';
import { answerOf } from './stated-answer.ts';

const uuidOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

function stateAt(key: CompanyKey, { statements, published }: DemoEdition, today: string, latest = false) {
  const on = latest ? today : addDays(today, published ?? 0);
  const credentials = credentialsOf(key).map((each, at) => ({
    called: each.called,
    ...(each.carries ? { carries: each.carries } : {}),
    credential: { id: uuidOf(at), ...recorded(each, today) },
  }));
  const evidence: any[] = [];
  const known = {
    today,
    on,
    credentials,
    evidenceId: (item: string, each: any) => {
      const id = uuidOf(1000 + evidence.length);
      evidence.push({ id, item, sha256: 'x', length: 1, mediaType: 'application/pdf', title: each.title, kind: each.kind,
        issued: each.issued === undefined ? undefined : addDays(today, each.issued),
        expires: each.expires === undefined ? undefined : addDays(today, each.expires) });
      return id;
    },
  };
  const answers: Record<string, Answer> = {};
  for (const [item, stated] of Object.entries(statements)) {
    const read = answerFor({ facts: findItem(coreCatalogue(), item)?.facts ?? [] }).safeParse(answerOf(item, stated, known));
    if (!read.success) throw new Error(`${key} ${item} ${JSON.stringify(read.error.issues)}`);
    answers[item] = read.data;
  }
  return { catalogue: coreCatalogue(), answers, credentials: credentials.map((c) => c.credential), evidence, today: on };
}

it('prints', () => {
  const lines: string[] = [];
  for (const key of statingKeys) for (const edition of editionsOf(readCompanyFile(key))) for (const latest of edition.number === editionsOf(readCompanyFile(key)).length || edition.number === null ? [false, true] : [false]) {
    const state = stateAt(key, edition, '2027-06-15', latest);
    const stale = Object.entries(state.answers).filter(([id, a]) => isStale(findItem(coreCatalogue(), id), a, state.today)).length;
    lines.push(`== ${latest ? 'NOW' : ''} ${key} ${edition.number} answered ${Object.keys(state.answers).length} stale ${stale}`);
    for (const f of completeness(state)) lines.push(`  INCOMPLETE ${f.item} ${f.rule} ${f.field}`);
    for (const f of contradictions(state)) if (f.rule !== 'stale') lines.push(`  ${f.severity} ${f.item} ${f.rule} ${f.field}`);
    for (const e of state.evidence) { if (e.issued > state.today) lines.push(`  evidence ${e.item} issued later`); if (!coreCatalogue().evidenceKinds.some((k) => k.id === e.kind)) lines.push('kind'); }
    for (const [id, a] of Object.entries(state.answers)) if (a.asOf > state.today) lines.push(`  asOf later ${id}`);
  }
  require('node:fs').writeFileSync('/tmp/contra.txt', lines.join('\n'));
});
