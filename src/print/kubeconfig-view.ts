/** A kubeconfig as a view: each context with the server and the identity that it leads to. */

import { identityOf } from '../auth/identity.js';
import type { Kubeconfig } from '../auth/kubeconfig.js';
import { resolveContext } from '../auth/kubeconfig.js';
import { readContext } from '../auth/kubeconfig-user.js';
import { isKubelabError } from '../errors.js';
import { decodeCertificate } from '../inspect/x509.js';
import type { Cell, View } from './view.js';

/** Contexts, clusters and users; with `reveal` the certificates and keys of the current one follow as PEM. */
export function kubeconfigView(kubeconfig: Kubeconfig, source: string, reveal: boolean): View {
  const { currentContext, contexts, files } = kubeconfig;
  const view: View = [
    { type: 'heading', text: `Kubeconfig: ${source}` },
    { type: 'text', text: files.join('\n'), tone: 'quiet' },
    {
      type: 'table',
      caption: 'contexts',
      columns: ['', 'Context', 'Server', 'CA', 'Identity', 'Namespace'],
      rows: [...contexts.keys()].map((name) => row(kubeconfig, name, name === currentContext)),
    },
  ];
  if (currentContext === undefined)
    view.push({ type: 'text', tone: 'warn', text: 'There is no current-context: name one with { context }.' });
  if (reveal && currentContext !== undefined && contexts.has(currentContext))
    view.push(...secrets(kubeconfig, currentContext));
  return view;
}

function row(kubeconfig: Kubeconfig, name: string, current: boolean): Cell[] {
  const mark = current ? '*' : '';
  try {
    const context = resolveContext(kubeconfig, name);
    const { server, trust, credential, impersonate } = readContext(context);
    const { certificate, token, exec } = credential;
    const identity = identityOf(
      {
        ...(certificate ? { certificate } : {}),
        ...(token?.kind === 'text' ? { token: token.text } : {}),
        ...(exec ? { exec } : {}),
      },
      impersonate,
    );
    const described = token?.kind === 'file' ? `the token in ${token.path}` : identity.description;
    return [mark, name, server, caCell(trust.ca, trust.insecure), described, context.namespace];
  } catch (error) {
    if (!isKubelabError(error)) throw error;
    return [mark, name, '', '', { text: `${error.message} ${error.hint}`, tone: 'bad' }, ''];
  }
}

function caCell(ca: string | undefined, insecure: boolean): Cell {
  if (insecure) return { text: 'not checked', tone: 'bad' };
  return ca ? decodeCertificate(ca).subject.text : "Node's own list";
}

function secrets(kubeconfig: Kubeconfig, name: string): View {
  const { trust, credential } = readContext(resolveContext(kubeconfig, name));
  const parts: [string, string | undefined][] = [
    ['CA', trust.ca],
    ['certificate', credential.certificate?.cert],
    ['key', credential.certificate?.key],
    ['token', credential.token?.kind === 'text' ? credential.token.text : undefined],
  ];
  return parts.flatMap(([caption, text]) => (text ? [{ type: 'code' as const, caption, text }] : []));
}
