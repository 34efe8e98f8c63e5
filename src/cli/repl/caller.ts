/** The identity and namespace of the prompt's `client`, as the code that sets them. */
import { decodeJwt, looksLikeJwt } from '../../inspect/jwt.js';
import { quote } from './short-request.js';

/** A credential beside the kubeconfig's: an expression of the session, a file, or a token that was typed. */
export type GivenToken = { kind: 'expression' | 'file' | 'typed'; text: string };

/** Settings of `.as`, `.with` and `.ns`. */
export interface Caller {
  token?: GivenToken;
  user?: string;
  namespace: string;
}

/** The statement that sets `client`. */
export function codeOfCaller({ token, user }: Caller): string {
  const own =
    token === undefined ? 'me' : `me.with({ token: ${token.kind === 'expression' ? token.text : quote(token.text)} })`;
  return `client = ${own}${user === undefined ? '' : `.as(${quote(user)})`};`;
}

/**
 * The code for a notebook, which holds no token: it asks for a fresh token of a service account, and takes any other from
 * the environment.
 */
export function keptCodeOfCaller(caller: Caller): string {
  const { token, user } = caller;
  if (token?.kind !== 'typed') return codeOfCaller(caller);
  const account = accountOf(token.text);
  const as = user === undefined ? '' : `.as(${quote(user)})`;
  if (account) {
    const asked = `await me.must.token(${quote(account.name)}, { namespace: ${quote(account.namespace)} })`;
    return `// the token that was typed here is not kept; this asks for one of the same service account\nclient = me.with({ token: (${asked}).token })${as};`;
  }
  return `// the token that was typed here is not kept: TOKEN in the environment names it, or its file\nclient = me.with({ token: process.env.TOKEN ?? '' })${as};`;
}

/** The statements for the change between two callers; `codeOf` writes the one about `client`. */
export function codeOfChange(before: Caller, after: Caller, codeOf: (caller: Caller) => string): string {
  const isNamespace = before.namespace !== after.namespace;
  const isSame = before.token === after.token && before.user === after.user;
  const namespace = isNamespace ? [`ns = ${quote(after.namespace)};`] : [];
  return [...(isSame && isNamespace ? [] : [codeOf(after)]), ...namespace].join('\n');
}

function accountOf(token: string): { name: string; namespace: string } | undefined {
  try {
    return looksLikeJwt(token) ? decodeJwt(token).serviceAccount : undefined;
  } catch {
    return undefined;
  }
}
