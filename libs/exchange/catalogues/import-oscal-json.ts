import type { ImportedCatalogue } from './imported-catalogue.ts';
import { jsonDocument } from './json-document.ts';
import { importOscal } from './oscal.ts';
import type { StatusList } from './status-list.ts';

/** An OSCAL catalogue in JSON (NIST, ACSC, MVSP). Throws `ImportRefused`. */
export const importOscalJson = (source: Uint8Array | string, list?: StatusList): ImportedCatalogue =>
  importOscal(jsonDocument(source), list);
