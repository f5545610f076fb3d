export { StoredCatalogue } from './imported-catalogue.entity.ts';
