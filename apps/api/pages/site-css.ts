/** The one style sheet of the pages the API serves itself. */
export const siteCss = `
:root { color-scheme: light dark; font: 16px/1.7 'Noto Sans JP', 'Hiragino Sans', 'Yu Gothic', system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1rem; }
h1 { font-size: 1.75rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid; vertical-align: top; }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid; }
details { border-bottom: 1px solid; padding: 0.25rem 0; }
summary { cursor: pointer; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
.wide th, .wide td { min-width: 6rem; }
.wide code { white-space: nowrap; }
`;
