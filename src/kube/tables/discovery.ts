/** The tables of EndpointSlices. */

import { list, text, texts } from '../fields.js';
import { age, ageColumn, column, firstThree, nameColumn, type Printer } from './printer.js';

/** The table of EndpointSlices. */
export const endpointSlicePrinter: Printer = {
  columns: [
    nameColumn,
    column('AddressType', 'The kind of its addresses.'),
    column('Ports', 'The ports of its endpoints.'),
    column('Endpoints', 'The addresses of its endpoints.'),
    ageColumn,
  ],
  cells: (object, now) => [
    object.metadata.name,
    text(object.addressType),
    firstThree(list(object.ports).map(({ port, name }) => String(port ?? name ?? '*'))) || '<unset>',
    firstThree(list(object.endpoints).flatMap(({ addresses }) => texts(addresses))) || '<unset>',
    age(object, now),
  ],
};
