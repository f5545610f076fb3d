import { DefaultNamingStrategy, type Table } from 'typeorm';

const snake = (name: string) => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
const tableOf = (table: Table | string) => (typeof table === 'string' ? table : table.name).split('.').at(-1) ?? '';

/** Constraint names are Postgres' own habit, so that an error message can be read: `grants_scope_id_fkey`. */
export class Names extends DefaultNamingStrategy {
  override tableName(className: string, given: string | undefined) {
    return given ?? snake(className);
  }
  override columnName(property: string, given: string | undefined) {
    return given ?? snake(property);
  }
  override primaryKeyName(table: Table | string) {
    return `${tableOf(table)}_pkey`;
  }
  override uniqueConstraintName(table: Table | string, columns: string[]) {
    return `${tableOf(table)}_${columns.map(snake).join('_')}_key`;
  }
  override foreignKeyName(table: Table | string, columns: string[]) {
    return `${tableOf(table)}_${columns.map(snake).join('_')}_fkey`;
  }
  override indexName(table: Table | string, columns: string[]) {
    return `${tableOf(table)}_${columns.map(snake).join('_')}_idx`;
  }
}
