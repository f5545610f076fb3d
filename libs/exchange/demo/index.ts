export { readCompanyFile } from './company-file.ts';
export { editionsOf } from './company-editions.ts';
export { evidencePage } from './evidence-page.ts';
