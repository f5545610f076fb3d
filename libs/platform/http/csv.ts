import type { FastifyReply } from 'fastify';

type CsvRow = Readonly<Record<string, string | number | null>>;

// What a spreadsheet would run as a formula, its full-width twins included.
const startsFormula = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

/**
 * Rows as CSV (RFC 4180) with a BOM, so that a spreadsheet reads Japanese. A text that could start a formula gets an
 * apostrophe in front; one that already starts with apostrophes gets one more, so that reading back is exact.
 */
export function csv(columns: readonly string[], rows: readonly CsvRow[]): string {
  const cell = (value: string | number | null | undefined) => {
    if (value === null || value === undefined) return '';
    const text = String(value);
    const inert = typeof value === 'string' && (startsFormula.test(text) || text.startsWith("'")) ? `'${text}` : text;
    return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
  };
  const lines = [columns.join(','), ...rows.map((row) => columns.map((column) => cell(row[column])).join(','))];
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

/** Sends CSV as a download under a name of ours. */
export const sendCsv = (reply: FastifyReply, name: string, text: string) =>
  reply
    .header('content-type', 'text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(text);
