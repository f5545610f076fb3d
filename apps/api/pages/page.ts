import { type Html, html } from './html.ts';

/** A whole page around its content. No script anywhere, and one style sheet of our own: the policy allows nothing else. */
export const page = (title: string, content: Html): string =>
  html`<!doctype html>
<html lang="ja">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <link rel="stylesheet" href="/site.css" />
  </head>
  <body>
    ${content}
  </body>
</html>
`.text;
