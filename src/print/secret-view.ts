/** A Secret as a view: its keys with the base64 taken off; secrets stay hidden unless revealed. */

import { decodeCertificate, pemBlocks } from '../inspect/x509.js';
import type { KubeObject } from '../kube/object.js';
import { redacted } from '../redact-text.js';
import type { Cell, View } from './view.js';

/** Keys that every service account token Secret has and that are no secrets. */
const open = new Set(['ca.crt', 'namespace']);

/** The data of a Secret, decoded. */
export function secretView(secret: KubeObject, reveal: boolean): View {
  const data = Object.entries((secret.data ?? {}) as Record<string, string>);
  const isToken = secret.type === 'kubernetes.io/service-account-token';
  return [
    {
      type: 'heading',
      text: `Secret ${secret.metadata?.namespace ?? ''}/${secret.metadata?.name ?? ''} of the type ${String(secret.type ?? 'Opaque')}`,
    },
    {
      type: 'table',
      caption: 'data, decoded from base64',
      columns: ['Key', 'Bytes', 'Value'],
      rows: data.map(([key, value]) => {
        const bytes = Buffer.from(String(value), 'base64');
        return [key, String(bytes.length), shown(bytes, reveal, isToken && open.has(key))];
      }),
    },
    ...(reveal
      ? []
      : [
          {
            type: 'text' as const,
            tone: 'quiet' as const,
            text: 'Base64 is no protection: who may read a Secret may decode it. Hidden here because notebooks are saved; { reveal: true } shows it.',
          },
        ]),
  ];
}

function shown(bytes: Buffer, reveal: boolean, isOpen: boolean): Cell {
  const text = bytes.toString('utf8');
  if (!reveal && !isOpen) return { text: redacted(text), tone: 'quiet' };
  if (text.includes('\ufffd')) return `${bytes.length} bytes that are no text`;
  return (reveal ? undefined : certificateNames(text)) ?? text.trimEnd();
}

/** The names of a PEM text's certificates, which say more than its base64; undefined for any other text. */
function certificateNames(text: string): string | undefined {
  if (!text.startsWith('-----BEGIN CERTIFICATE-----')) return undefined;
  try {
    return pemBlocks(text)
      .map((pem) => decodeCertificate(pem))
      .map(({ subject, notAfter }) => `a certificate (PEM) of ${subject.text}, until ${notAfter}`)
      .join('\n');
  } catch {
    return undefined;
  }
}
