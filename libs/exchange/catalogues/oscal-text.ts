import type { OscalParam, OscalPart } from './oscal-document.ts';

const INSERT = /\{\{\s*insert:\s*param,\s*([^\s{}]+)\s*\}\}/g;

/** The words of a statement and of the statements inside it, one line each, with their labels and parameters filled in. */
export function textOfParts(parts: readonly OscalPart[], params: ReadonlyMap<string, OscalParam>): string {
  return linesOf(parts, params).join('\n');
}

function linesOf(parts: readonly OscalPart[], params: ReadonlyMap<string, OscalParam>): string[] {
  return parts.flatMap((part) => {
    const label = part.props?.find(({ name, class: kind }) => name === 'label' && kind === undefined)?.value;
    const own = part.prose ? [[label, fill(part.prose, params, 3)].filter(Boolean).join(' ')] : [];
    return [...own, ...linesOf(part.parts ?? [], params)];
  });
}

/** Parameters stand in the text as what they ask for; `depth` ends a parameter that names itself. */
function fill(text: string, params: ReadonlyMap<string, OscalParam>, depth: number): string {
  return text.replace(INSERT, (_, id: string) => {
    const param = params.get(id);
    const choices = param?.select?.choice ?? [];
    if (depth === 0 || !param) return `[${id}]`;
    if (choices.length > 0) return `[${choices.map((choice) => fill(choice, params, depth - 1)).join('; ')}]`;
    return `[${param.label ? fill(param.label, params, depth - 1) : id}]`;
  });
}
