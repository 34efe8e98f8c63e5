/** A credential as it is right now: a token file read again, a plugin asked when what it gave has expired. */
import type { CertificatePair, Credential } from './connection.js';
import { type PluginSurroundings, pluginCredential } from './exec-plugin.js';
import { readText } from './material.js';
import { checkedToken } from './preflight.js';

/** What goes into the next request. */
export interface PresentCredential {
  certificate?: CertificatePair;
  token?: string;
}

/** The credential for the next request; throws FILE_MISSING, TOKEN_INVALID or EXEC_PLUGIN_FAILED. */
export async function presentCredential(
  { certificate, token, exec }: Credential,
  surroundings: PluginSurroundings,
): Promise<PresentCredential> {
  if (exec) {
    const { certificate, token } = await pluginCredential(exec, surroundings);
    return { ...(certificate ? { certificate } : {}), ...(token ? { token } : {}) };
  }
  const text = token?.kind === 'file' ? tokenOfFile(token.path) : token?.text;
  return { ...(certificate ? { certificate } : {}), ...(text ? { token: text } : {}) };
}

/** The token in a file, without the line break at its end. */
export function tokenOfFile(path: string): string {
  return checkedToken(readText(path, 'The token file').trim(), { name: 'The token file', place: { file: path } });
}
