/** DeleteOptions of meta/v1, from the body of a DELETE or, when it has none, from its query (endpoints/handlers/delete.go). */
import type { Fields } from '../../kube/fields.js';
import { integer } from '../../kube/integer.js';
import { isOn } from '../../kube/request-info.js';
import { type FieldError, invalid, notSupported } from '../../kube/status.js';
import type { ApiRequest } from '../chain/handler.js';
import { decodeDeleteOptions } from '../wire/decode-options.js';
import { textBody } from './negotiation.js';
import { dryRunFaults, refuseOptions } from './query-options.js';

/** The options of a deletion. */
export interface DeleteOptions {
  dryRun: boolean;
  gracePeriodSeconds?: number;
  propagationPolicy?: string;
  /** The older field for it. */
  orphanDependents?: boolean;
  preconditions: { uid?: string; resourceVersion?: string };
  /** The options as sent, in the form of meta.k8s.io/v1. */
  asked: Fields;
}

/** The options as sent. */
interface Given {
  dryRun?: string[];
  gracePeriodSeconds?: number;
  propagationPolicy?: string;
  orphanDependents?: boolean;
  preconditions?: { uid?: string; resourceVersion?: string };
}

const policies = ['Foreground', 'Background', 'Orphan'];

/** The options of a request. Rejects with an ApiError 400 for an unreadable body, 415, or 422. */
export async function deleteOptions(request: ApiRequest): Promise<DeleteOptions> {
  const asked = await given(request);
  const { dryRun = [], propagationPolicy, orphanDependents, gracePeriodSeconds, preconditions } = asked;
  const errors: FieldError[] = [];
  if (propagationPolicy !== undefined) {
    if (orphanDependents !== undefined) {
      const why = 'orphanDependents and deletionPropagation cannot be both set';
      errors.push(invalid('propagationPolicy', propagationPolicy, why));
    }
    if (!policies.includes(propagationPolicy)) {
      errors.push(notSupported('propagationPolicy', propagationPolicy, [...policies, 'nil']));
    }
  }
  refuseOptions('DeleteOptions', [...errors, ...dryRunFaults(dryRun)]);
  return {
    dryRun: dryRun.length > 0,
    // less than nothing means as soon as it can be done in order
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds: gracePeriodSeconds < 0 ? 1 : gracePeriodSeconds }),
    ...(propagationPolicy !== undefined && { propagationPolicy }),
    ...(orphanDependents !== undefined && { orphanDependents }),
    preconditions: preconditions ?? {},
    asked: { ...asked, kind: 'DeleteOptions', apiVersion: 'meta.k8s.io/v1' },
  };
}

async function given(request: ApiRequest): Promise<Given> {
  if ((await request.body()).length === 0) return ofQuery(request.query);
  const { text, format } = await textBody(request);
  const options = decodeDeleteOptions(text, format);
  // as it is called inside the API server
  request.audit.requestObject = { ...options, kind: 'DeleteOptions', apiVersion: 'meta.k8s.io/__internal' };
  return options;
}

function ofQuery(query: URLSearchParams): Given {
  const text = (name: string): string | undefined => query.get(name) ?? undefined;
  const grace = integer(query.get('gracePeriodSeconds'));
  const policy = text('propagationPolicy');
  const orphan = text('orphanDependents');
  const [uid, resourceVersion] = [text('uid'), text('resourceVersion')];
  return {
    ...(query.has('dryRun') && { dryRun: query.getAll('dryRun') }),
    ...(grace !== undefined && { gracePeriodSeconds: grace }),
    ...(policy !== undefined && { propagationPolicy: policy }),
    ...(orphan !== undefined && { orphanDependents: isOn(orphan) }),
    ...((uid || resourceVersion) && {
      preconditions: { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) },
    }),
  };
}
