import { Tables1795400000000 } from './1795400000000-tables.ts';
import { Drafts1795400000010 } from './1795400000010-drafts.ts';
import { EvidenceFiles1795400000020 } from './1795400000020-evidence-files.ts';
import { Opening1795400000002 } from './1795400000002-opening.ts';
import { Walls1795400000001 } from './1795400000001-walls.ts';
import { Work1795400000004 } from './1795400000004-work.ts';

/** In order. Never edited once released; a breaking change expands, moves, then contracts. */
export const migrations = [
  Tables1795400000000,
  Walls1795400000001,
  Opening1795400000002,
  Work1795400000004,
  Drafts1795400000010,
  EvidenceFiles1795400000020,
];
