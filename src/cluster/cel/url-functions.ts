/** URLs in expressions (apiserver/pkg/cel/library/urls.go). */
import { type CelFunc, type CelMap, CelScalar, celFunc, celMap, celMethod } from '@bufbuild/cel';
import { own, ownValue, textOf } from './own-values.js';
import { escapedPath, queryValues, type RequestUri, requestUri } from './request-uri.js';

const { STRING, BOOL } = CelScalar;

function uriOf(value: CelMap): RequestUri {
  const found = requestUri(textOf(value, 'url'));
  if ('fault' in found) throw new Error(found.fault);
  return found;
}
const ofUrl = (name: string, read: (uri: RequestUri) => string): CelFunc =>
  celMethod(name, own, [], STRING, function () {
    return read(uriOf(this));
  });
const port = ({ host }: RequestUri): string => /:(\d*)$/.exec(host)?.[1] ?? '';
const hostname = ({ host }: RequestUri): string => host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');

/** The functions. */
export const urlFunctions: readonly CelFunc[] = [
  celFunc('url', [STRING], own, (text) => {
    const found = requestUri(text);
    if ('fault' in found) throw new Error(`URL parse error during conversion from string: ${found.fault}`);
    return ownValue('url', text);
  }),
  celFunc('isURL', [STRING], BOOL, (text) => !('fault' in requestUri(text))),
  ofUrl('getScheme', ({ scheme }) => scheme),
  ofUrl('getHost', ({ host }) => host),
  ofUrl('getHostname', hostname),
  ofUrl('getPort', port),
  ofUrl('getEscapedPath', ({ path }) => escapedPath(path)),
  celMethod('getQuery', own, [], own, function () {
    return celMap(queryValues(uriOf(this).query));
  }),
];
