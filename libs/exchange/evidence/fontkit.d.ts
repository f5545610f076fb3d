/** The font engine brings no types; pdf-lib says in its own what it needs of one. */
declare module 'fontkit' {
  import type { Fontkit } from '@cantoo/pdf-lib';

  export const create: Fontkit['create'];
}
