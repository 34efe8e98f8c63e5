/** The files that a command names: CA, certificate, key and token of a request, written where a person wants them. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Origins } from '../auth/connection.js';
import { KubelabError } from '../errors.js';
import type { RawExchange } from './sent-exchange.js';

/**
 * The exchange as if its material had come from files in `folder`, which are written. Files of these names are replaced.
 * Throws ARGUMENT_INVALID or FILE_UNREADABLE.
 */
export function withFiles(raw: RawExchange, folder: unknown): RawExchange {
  if (typeof folder !== 'string' || folder === '') {
    throw new KubelabError('ARGUMENT_INVALID', 'files must be the path of a folder.', {
      hint: "Write exchange.curl({ files: '.' }), or name another folder.",
    });
  }
  const { connection, credential } = raw;
  const { ca } = connection.trust;
  const origins: Origins = {};
  const write = (name: string, text: string, mode: number): string => {
    const path = join(folder, name);
    // a new file: an older one might be open to others, or a link to another place
    rmSync(path, { force: true });
    writeFileSync(path, text, { mode, flag: 'wx' });
    return path;
  };
  try {
    mkdirSync(folder, { recursive: true });
    if (ca) origins.ca = write('ca.crt', ca, 0o644);
    if (credential.certificate) {
      origins.cert = write('client.crt', credential.certificate.cert, 0o644);
      origins.key = write('client.key', credential.certificate.key, 0o600);
    }
    const token = bearerToken(raw);
    if (token) origins.token = write('token', token, 0o600);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException; // only the calls of the file system above throw
    throw new KubelabError('FILE_UNREADABLE', `The files of the command cannot be written (${code}).`, {
      hint: 'Name a folder of your own: { files: DIR }.',
      place: { file: folder },
      cause,
    });
  }
  return { ...raw, connection: { ...connection, origins } };
}

/** The bearer token that went out with a request, as one word; undefined without one. */
export function bearerToken({ request }: RawExchange): string | undefined {
  return request.headers.authorization?.match(/^bearer (\S+)$/i)?.[1];
}

/** A shell comment on how to get the files that a command names and that were not written; empty when none is lacking. */
export function missingFiles(command: string, { connection, credential }: RawExchange): string {
  const { origins, trust } = connection;
  const lacking = [
    ...(trust.ca && !origins.ca ? ['ca.crt'] : []),
    ...(credential.certificate && !origins.cert ? ['client.crt'] : []),
    ...(credential.certificate && !origins.key ? ['client.key'] : []),
    ...(command.includes('$TOKEN') ? ['the token'] : []),
  ];
  const last = lacking.pop();
  if (last === undefined) return '';
  const names = lacking.length > 0 ? `${lacking.join(', ')} and ${last}` : last;
  return `# exchange.curl({ files: '.' }) writes ${names} into files, and names them here\n`;
}
