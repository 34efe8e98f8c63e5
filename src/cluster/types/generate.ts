/**
 * `npm run types -- FOLDER`: writes src/kube/api-data.ts from the files `kubernetes-VERSION-types.json` and
 * `kubernetes-VERSION-resources.json` of a folder.
 */
import { writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { apiDataOf } from './api-data-file.js';

const [folder] = process.argv.slice(2);
const target = resolve(import.meta.dirname, '../../kube/api-data.ts');
if (folder === undefined) {
  console.error('usage: npm run types -- FOLDER');
  process.exit(2);
}
const { text, release } = apiDataOf(folder);
writeFileSync(target, text);
console.log(`${relative(process.cwd(), target)}: the types and resources of Kubernetes ${release}`);
