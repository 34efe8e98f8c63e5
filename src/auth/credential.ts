/** A credential as it is right now: a token file read again, a plugin asked when its last credential has expired. */
import type { CertificatePair, Credential } from './connection.js';
import { type PluginSurroundings, pluginCredential } from './exec-plugin.js';
import { readText } from './material.js';
import { type Checks, checksOf } from './preflight.js';

/** The credential of one request. */
export interface PresentCredential {
  certificate?: CertificatePair;
  token?: string;
  half?: Credential['half'];
}

/** The credential for the next request; throws FILE_MISSING, TOKEN_INVALID or EXEC_PLUGIN_FAILED. */
export async function presentCredential(
  { certificate, token, exec, half }: Credential,
  surroundings: PluginSurroundings & { unchecked?: boolean },
): Promise<PresentCredential> {
  if (exec) {
    const { certificate, token } = await pluginCredential(exec, surroundings);
    return { ...(certificate ? { certificate } : {}), ...(token ? { token } : {}) };
  }
  const text = token?.kind === 'file' ? tokenOfFile(token.path, checksOf(surroundings.unchecked)) : token?.text;
  return { ...(certificate ? { certificate } : {}), ...(text ? { token: text } : {}), ...(half ? { half } : {}) };
}

/** The token in a file, without the line break at its end. */
export function tokenOfFile(path: string, checks: Checks): string {
  const given = { name: 'The token file', place: { file: path } };
  return checks.token(readText(path, 'The token file').trim(), given);
}
