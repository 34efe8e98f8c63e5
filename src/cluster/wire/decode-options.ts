/** The options that a DELETE may have in its body, read as Kubernetes reads them: without naming their kind in faults. */
import { goQuote } from '../../kube/go-quote.js';
import { badRequest } from '../../kube/status.js';
import { schemaOf } from '../types/api-types.js';
import { readObject } from './convert.js';
import { statedKind } from './decode.js';
import { type Node, parseJson, SyntaxFault } from './json-nodes.js';
import { parseYaml } from './yaml-nodes.js';

const kind = { group: '', version: 'v1', kind: 'DeleteOptions' };
const scheme = 'k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27';

/** The other kinds that the scheme knows. */
const others = ['ListOptions', 'GetOptions', 'CreateOptions', 'UpdateOptions', 'PatchOptions'];

/** The fields of the DeleteOptions in a body; unknown ones are dropped. Throws an ApiError 400. */
export function decodeDeleteOptions(body: string, format: 'json' | 'yaml'): Record<string, unknown> {
  let node: Node;
  try {
    node = format === 'yaml' ? parseYaml(body).node : parseJson(body);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    throw badRequest(`${format === 'yaml' ? '' : "couldn't get version/kind; json parse error: "}${error.message}`);
  }
  const stated = statedKind(node);
  if ('fault' in stated) throw badRequest(stated.fault);
  if (stated.kind !== '' && stated.kind !== kind.kind) {
    const version = stated.apiVersion || 'meta.k8s.io/v1';
    if (['v1', 'meta.k8s.io/v1'].includes(version) && others.includes(stated.kind)) {
      throw badRequest(`converting (v1.${stated.kind}) to (v1.DeleteOptions): unknown conversion`);
    }
    throw badRequest(
      `no kind ${goQuote(stated.kind)} is registered for version ${goQuote(version)} in scheme "${scheme}"`,
    );
  }
  const type = schemaOf(kind);
  if (!type) return {};
  const { value, findings } = readObject(node, type);
  if (findings.typeFault !== undefined) throw badRequest(findings.typeFault);
  return { ...value, kind: kind.kind, apiVersion: kind.version };
}
