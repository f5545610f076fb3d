import { ImportRefused } from './import-refused.ts';
import type { ImportedCatalogue } from './imported-catalogue.ts';
import { importOscal } from './oscal.ts';
import type { StatusList } from './status-list.ts';
import { xmlDocument, type XmlElement } from './xml-document.ts';

const NAMESPACE = 'http://csrc.nist.gov/ns/oscal/1.0';

/** An OSCAL catalogue in XML; gives the same controls as the JSON of the same catalogue. Throws `ImportRefused`. */
export function importOscalXml(source: Uint8Array | string, list?: StatusList): ImportedCatalogue {
  const root = xmlDocument(source);
  if (root.name !== 'catalog' || root.attributes.get('xmlns') !== NAMESPACE) {
    throw new ImportRefused('not-a-catalogue', `Not an OSCAL catalogue: the document is "${root.name.slice(0, 40)}".`);
  }
  return importOscal({ catalog: catalogOf(root) }, list);
}

const catalogOf = (root: XmlElement) => ({
  uuid: root.attributes.get('uuid'),
  metadata: metadataOf(first(root, 'metadata')),
  ...containerOf(root),
});

const metadataOf = (metadata: XmlElement | undefined) => ({
  title: textIn(metadata, 'title'),
  version: textIn(metadata, 'version'),
  parties: all(metadata, 'party').map((party) => ({ uuid: party.attributes.get('uuid'), name: textIn(party, 'name') })),
  'responsible-parties': all(metadata, 'responsible-party').map((each) => ({
    'role-id': each.attributes.get('role-id'),
    'party-uuids': all(each, 'party-uuid').map(inline),
  })),
});

const containerOf = (element: XmlElement) => ({
  params: all(element, 'param').map(paramOf),
  groups: all(element, 'group').map(groupOf),
  controls: all(element, 'control').map(controlOf),
});

const groupOf = (group: XmlElement): object => ({
  id: group.attributes.get('id'),
  title: textIn(group, 'title'),
  ...containerOf(group),
});

const controlOf = (control: XmlElement): object => ({
  id: control.attributes.get('id'),
  title: textIn(control, 'title'),
  params: all(control, 'param').map(paramOf),
  props: all(control, 'prop').map(attributesOf),
  links: all(control, 'link').map(attributesOf),
  parts: all(control, 'part').map(partOf),
  controls: all(control, 'control').map(controlOf),
});

const paramOf = (param: XmlElement) => ({
  id: param.attributes.get('id'),
  label: textIn(param, 'label'),
  select: { choice: all(first(param, 'select'), 'choice').map(inline) },
});

const partOf = (part: XmlElement): object => ({
  name: part.attributes.get('name'),
  prose: proseOf(part),
  props: all(part, 'prop').map(attributesOf),
  parts: all(part, 'part').map(partOf),
});

const attributesOf = (element: XmlElement) => Object.fromEntries(element.attributes);

/** The paragraphs, lists and tables of a part, as JSON's `prose` would have them: paragraphs apart, list lines with a dash. */
function proseOf(part: XmlElement) {
  const blocks = part.children.filter((child) => typeof child !== 'string').filter(({ name }) => !NOT_PROSE.has(name));
  return blocks.map(blockOf).filter(Boolean).join('\n\n');
}

const NOT_PROSE = new Set(['title', 'prop', 'link', 'part']);

function blockOf(block: XmlElement): string {
  if (block.name === 'ul' || block.name === 'ol')
    return all(block, 'li')
      .map((item) => `- ${inline(item)}`)
      .join('\n');
  if (block.name === 'table')
    return all(block, 'tr')
      .map((row) => cells(row).map(inline).join(' | '))
      .join('\n');
  return inline(block);
}

const cells = (row: XmlElement) => row.children.filter((child) => typeof child !== 'string');

/** Words in one line; marked-up words lose their marks, a parameter becomes JSON's way of writing it. */
function inline(element: XmlElement): string {
  return raw(element).replace(/\s+/gu, ' ').trim();
}

function raw(element: XmlElement): string {
  if (element.name === 'insert') return `{{ insert: param, ${element.attributes.get('id-ref')} }}`;
  return element.children.map((child) => (typeof child === 'string' ? child : raw(child))).join('');
}

const all = (element: XmlElement | undefined, name: string) =>
  (element?.children ?? []).filter((child) => typeof child !== 'string').filter((child) => child.name === name);

const first = (element: XmlElement | undefined, name: string) => all(element, name)[0];

function textIn(element: XmlElement | undefined, name: string) {
  const found = first(element, name);
  return found && inline(found);
}
