export { StoredCatalogue } from './imported-catalogue.entity.ts';
export {
  findItem,
  itemsMappedTo,
  type Catalogue,
  type CatalogueFact,
  type CatalogueItem,
  type Framework,
} from './catalogue.ts';
export { coreCatalogue } from './core-catalogue.ts';
export { CatalogueInvalid, readCatalogue } from './read-catalogue.ts';
export { importOscalJson } from './import-oscal-json.ts';
export { importOscalXml } from './import-oscal-xml.ts';
export { importOsps } from './import-osps.ts';
export { ImportRefused, type ImportRefusal } from './import-refused.ts';
export {
  inForce,
  leafControls,
  type ImportedCatalogue,
  type ImportedControl,
  type ImportProblem,
  type WithdrawnBy,
} from './imported-catalogue.ts';
export { readStatusList, type StatusList } from './status-list.ts';
export { CatalogueImports, type StoredImport } from './catalogue-imports.ts';
export { CataloguesController } from './catalogues.controller.ts';
export { CataloguesModule } from './catalogues.module.ts';
