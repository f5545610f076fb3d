import { z } from 'zod';
import { ImportRefused } from './import-refused.ts';
import type { ImportedCatalogue, ImportedControl, ImportProblem } from './imported-catalogue.ts';
import type { StatusList } from './status-list.ts';
import {
  oscalDocument,
  type OscalCatalog,
  type OscalControl,
  type OscalGroup,
  type OscalParam,
} from './oscal-document.ts';
import { textOfParts } from './oscal-text.ts';

const MAX_CONTROLS = 20_000;

/**
 * An OSCAL 1.x catalogue in its JSON shape as ours. `list`, when given, decides for the ids it names; else the `status`
 * property of a control does; else a category whose statement is empty is withdrawn with everything in it.
 */
export function importOscal(document: unknown, list: StatusList = new Map()): ImportedCatalogue {
  const read = oscalDocument.safeParse(document);
  if (!read.success) throw new ImportRefused('not-a-catalogue', notACatalogue(document, read.error));
  const { uuid, metadata } = read.data.catalog;
  const publisher = publisherOf(metadata);
  const collected = collect(read.data.catalog, list);
  return { id: uuid, title: metadata.title, edition: metadata.version, ...(publisher && { publisher }), ...collected };
}

function collect(root: OscalCatalog, list: StatusList) {
  const controls = new Map<string, ImportedControl>();
  const problems: ImportProblem[] = [];
  const params = new Map<string, OscalParam>();

  const addControls = (found: readonly OscalControl[] = [], above: { parent?: ImportedControl; group?: string }) => {
    for (const each of found) {
      if (controls.size >= MAX_CONTROLS) throw new ImportRefused('too-large', `More than ${MAX_CONTROLS} controls.`);
      remember(each.params);
      const ours = controlOf(each, above, params, list);
      if (controls.has(each.id)) problems.push({ code: 'duplicate-id', id: each.id });
      else controls.set(each.id, ours);
      problems.push(...problemsOf(each, ours, list));
      addControls(each.controls, { ...above, parent: ours });
    }
  };
  const addGroups = (found: readonly OscalGroup[] = []) => {
    for (const each of found) {
      remember(each.params);
      addControls(each.controls, { group: each.id ?? each.title });
      addGroups(each.groups);
    }
  };
  const remember = (found: readonly OscalParam[] = []) => found.forEach((each) => params.set(each.id, each));

  remember(root.params);
  addControls(root.controls, {});
  addGroups(root.groups);
  problems.push(
    ...[...list.keys()].filter((id) => !controls.has(id)).map((id) => ({ code: 'unknown-in-list' as const, id })),
  );
  return { controls: [...controls.values()], problems };
}

function controlOf(
  control: OscalControl,
  { parent, group }: { parent?: ImportedControl; group?: string },
  params: ReadonlyMap<string, OscalParam>,
  list: StatusList,
): ImportedControl {
  const replacedBy = (control.links ?? [])
    .filter(({ rel }) => REPLACING.has(rel ?? ''))
    .map(({ href }) => href.replace(/^#/, ''));
  return {
    id: control.id,
    title: control.title,
    text: textOfParts(statements(control), params),
    ...(parent && { parent: parent.id }),
    ...(group !== undefined && { group }),
    withdrawn: withdrawn(control, parent, list),
    ...(replacedBy.length > 0 && { replacedBy }),
  };
}

const REPLACING = new Set(['incorporated-into', 'moved-to', 'replaced-by', 'successor-version']);

function withdrawn(
  control: OscalControl,
  parent: ImportedControl | undefined,
  list: StatusList,
): ImportedControl['withdrawn'] {
  const listed = list.get(control.id);
  if (listed) return listed === 'withdrawn' && { by: 'list' };
  if (markedWithdrawn(control)) return { by: 'status' };
  if (isEmptyCategory(control)) return { by: 'empty-category' };
  return parent?.withdrawn ? parent.withdrawn : false;
}

const statements = (control: OscalControl) => (control.parts ?? []).filter(({ name }) => name === 'statement');

const markedWithdrawn = (control: OscalControl) =>
  (control.props ?? []).some(({ name, value }) => name === 'status' && value.toLowerCase() === 'withdrawn');

/** A category that has a statement with nothing in it. A category without any statement says nothing about its state. */
function isEmptyCategory(control: OscalControl) {
  const found = statements(control);
  return (
    (control.controls ?? []).length > 0 && found.length > 0 && found.every((each) => !each.prose && !each.parts?.length)
  );
}

function problemsOf(control: OscalControl, ours: ImportedControl, list: StatusList): ImportProblem[] {
  const disagrees = list.get(control.id) === 'active' && (markedWithdrawn(control) || isEmptyCategory(control));
  return [
    ...(disagrees ? [{ code: 'list-disagrees' as const, id: control.id }] : []),
    ...(ours.text === '' && !ours.withdrawn ? [{ code: 'no-text' as const, id: control.id }] : []),
  ];
}

function publisherOf({ parties = [], 'responsible-parties': responsible = [] }: OscalCatalog['metadata']) {
  const named = ['publisher', 'creator', 'prepared-by']
    .flatMap((role) => responsible.filter((each) => each['role-id'] === role))
    .flatMap((each) => each['party-uuids']);
  const party =
    named.map((uuid) => parties.find((each) => each.uuid === uuid)).find((each) => each?.name) ?? parties[0];
  return party?.name;
}

function notACatalogue(document: unknown, error: z.ZodError) {
  const [root] = document instanceof Object && !Array.isArray(document) ? Object.keys(document) : [];
  if (root !== 'catalog')
    return `Not an OSCAL catalogue: the document is ${root === undefined ? 'something else' : `"${root.slice(0, 40)}"`}.`;
  const [issue] = error.issues;
  return `Not a usable OSCAL catalogue: ${z.core.toDotPath(issue?.path ?? [])}: ${issue?.message}`;
}
