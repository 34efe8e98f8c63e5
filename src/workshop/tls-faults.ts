/** Faults by which a client and a server do not come together: before there is an answer, or any that Kubernetes gives. */
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { strangerCertificate } from '../auth/make-credentials.js';
import { toBase64 } from '../inspect/base64.js';
import { decodeCertificate } from '../inspect/x509.js';
import type { Client } from '../request/api.js';
import { oneOf } from './draw.js';
import { type CaseNames, type Fault, home, reads, type Staged, userOf } from './fault.js';
import type { Room } from './room.js';

const DAY = 24 * 3_600_000;

const shall = ({ id, who }: CaseNames): string =>
  `The program ${who} of ${home} reads the ConfigMap ${id} with its token, from this API server.`;
const mended = (names: CaseNames) => reads(names, userOf(names), 'token');

/** An account that may read its ConfigMap, and what a case makes of its client. */
async function staged(
  room: Room,
  { id, who }: CaseNames,
  change: (good: Client) => Promise<{ client: Client; held?: object }>,
): Promise<Staged> {
  const { client: good, token } = await room.robot(who);
  await room.allowReading(id, room.account(who));
  const { client, held } = await change(good);
  const path = room.path(id);
  return { client, held: { token, ...held }, path, broken: () => client.get(path), send: (other) => other.get(path) };
}

let gateway: Server | undefined;

/** The address of a gateway with this certificate, and nothing behind it; the one before it is closed. */
async function openGateway(cert: string, key: string): Promise<string> {
  gateway?.close();
  const server = createServer({ cert, key }, (_, response) => response.end('{}')).unref();
  gateway = server;
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Ends the gateway of the case with an expired server certificate. */
export function closeGateway(): void {
  gateway?.close();
  gateway = undefined;
}

/** In the order of an inventory; a deal has its own. */
export const tlsFaults: readonly Fault[] = [
  {
    id: 'other-ca',
    part: 'tls',
    shows: 'no answer',
    name: 'The client trusts the CA of another cluster',
    sign: 'the CA that the client holds would have another name than the issuer of the server certificate',
    says: 'The API server is down. I have been getting no answer at all since I copied my kubeconfig together.',
    lesson: [
      'The client broke off: it cannot tell this server from a false one. The server has nothing of it in its log.',
      "curl's number is 60 for everything that is wrong with a server's certificate. Node's fetch throws `TypeError: fetch failed`, and the code is in error.cause.",
    ],
    shall,
    stage: (room, names) =>
      staged(room, names, async (good) => {
        const other = await strangerCertificate({ commonName: 'kube-apiserver', issuer: 'other-cluster-ca' });
        return { client: good.with({ ca: other.ca }), held: { ca: other.ca } };
      }),
    mended,
    nameHints: [
      'Which side broke off, and what did it not believe?',
      "Compare the subject of the CA that is held with that of the administrator's: show.certificate() draws both.",
    ],
    mendHints: (it) => [
      "The server's certificate names who signed it. Whom does the client trust?",
      'Who holds the right CA already? Every client tells its own: client.ca.',
      `${it}.send(${it}.client.with({ ca: admin.ca }))`,
    ],
  },
  {
    id: 'old-ca',
    part: 'tls',
    shows: 'no answer',
    name: 'The client holds the CA that this cluster had before it was made anew',
    sign: 'the CA that the client holds would have the same name as the right one, and another key',
    says: 'It is the same cluster, under the same name, and the CA file has not been touched for months.',
    lesson: [
      'A name proves nothing: compare fingerprints or key ids.',
      'Only kubectl hints at it, in brackets: `possibly because of … while trying to verify candidate authority certificate`. For curl and Node it looks like the CA of another cluster.',
    ],
    shall,
    stage: (room, names) =>
      staged(room, names, async (good) => {
        const issuer = good.ca ? (decodeCertificate(good.ca).subject.commonName ?? 'kubernetes') : 'kubernetes';
        const old = await strangerCertificate({ commonName: 'kube-apiserver', issuer });
        return { client: good.with({ ca: old.ca }), held: { ca: old.ca } };
      }),
    mended,
    nameHints: [
      'What does kubectl say in brackets that the other two do not say?',
      'Compare the CA that is held with admin.ca by more than the name: decodeCertificate() gives subject and keyId.',
    ],
    mendHints: (it) => [
      'Two certificates of one name. What differs?',
      'The CA in a kubeconfig is a copy. Take it anew from where it is made.',
      `${it}.send(${it}.client.with({ ca: admin.ca }))`,
    ],
  },
  {
    id: 'wrong-name',
    part: 'tls',
    shows: 'no answer',
    name: "The client expects a name that is not in the server's certificate",
    sign: 'the words of the refusal would name the name that was expected, and those that the certificate has',
    says: 'Somebody has tampered with the certificate: my client says that it is not for us.',
    lesson: [
      'The certificate is good, and for somebody else. kubectl and Node list the names that it has.',
      'The same happens with a load balancer, a tunnel, or an address that the cluster was not told of when it was made: use a name that is listed, or have the certificate issued again with the missing one.',
    ],
    shall,
    stage: (room, names) =>
      staged(room, names, async (good) => {
        const hosts = ['api.lesson.example', 'kube.lesson.example', 'cluster.lesson.example'];
        return {
          client: good.with({ tlsServerName: oneOf(hosts, () => names.detail) }),
        };
      }),
    mended,
    nameHints: [
      'The signature is not what is wrong. What else is compared?',
      'Read the words of Node to their end: they name two things that do not fit each other.',
    ],
    mendHints: (it) => [
      'For whom is the certificate? The message lists it.',
      'tlsServerName says which name is expected, whatever the URL says.',
      `${it}.send(${it}.client.with({ tlsServerName: 'kubernetes' }))`,
    ],
  },
  {
    id: 'expired-server',
    part: 'tls',
    shows: 'no answer',
    name: 'The certificate of the server that answers has expired',
    sign: 'the words of the refusal would speak of dates',
    says: 'My certificate must have run out. Can you give me a new one?',
    lesson: [
      "A TLS failure, since the client judges a server's dates. A client's expired certificate is judged by the server, and is a 401.",
      'Before you blame the certificate, look at the clock: after the sleep of a laptop a virtual machine may live in the past, and then all three clients say `not yet valid`.',
      'What answers here is a gateway in front of the API server. Only its owner can renew its certificate; until then, go past it, to the API server with its own CA.',
    ],
    shall,
    stage: (room, names) =>
      staged(room, names, async (good) => {
        const ended = await strangerCertificate({
          commonName: 'gateway',
          issuer: 'gateway-ca',
          usages: ['serverAuth'],
          alternativeNames: ['127.0.0.1'],
          notBefore: new Date(Date.now() - 2 * DAY),
          notAfter: new Date(Date.now() - DAY),
        });
        const server = await openGateway(ended.cert, ended.key.pem);
        return { client: good.with({ server, ca: ended.ca }), held: { server, ca: ended.ca } };
      }),
    mended,
    nameHints: [
      'Whose certificate is it that was looked at, and who looked?',
      'Compare the address of the client with admin.server: who is it that answers there?',
    ],
    mendHints: (it) => [
      'Whose certificate is it, and who can renew it?',
      'A gateway answers in the place of the API server. Skipping the check only talks to the gateway.',
      `${it}.send(${it}.client.with({ server: admin.server, ca: admin.ca }))`,
    ],
  },
  {
    id: 'base64-ca',
    part: 'tls',
    shows: 'no answer',
    name: 'The CA is still base64',
    sign: 'the CA that the client holds would begin with LS0t, which is "---" in base64',
    says: 'I did give it the CA, straight out of the kubeconfig, and Node behaves as if I had not.',
    lesson: [
      'Node leaves out what it cannot read, without a word, and fails as without a CA; curl and kubectl say that they cannot load it.',
      'Fields that end in -data are base64, files and options are not.',
    ],
    shall,
    stage: (room, names) =>
      staged(room, names, async (good) => {
        const ca = toBase64(good.ca ?? '');
        return { client: good.with({ ca, unchecked: true }), held: { ca } };
      }),
    mended,
    nameHints: [
      'The client was given a CA. Did it take it?',
      'Look at the first letters of the CA that is held. What would a PEM text begin with?',
    ],
    mendHints: (it) => [
      'With which four letters does the text begin?',
      'Fields that end in -data are base64, files and options are not. Decode it once.',
      `${it}.send(admin.with({ token: ${it}.held.token, ca: fromBase64(${it}.held.ca) }))`,
    ],
  },
  {
    id: 'plain-http',
    part: 'tls',
    shows: '400',
    name: 'The client speaks plain HTTP to the TLS port',
    sign: 'the answer would be a 400 that is no Status of Kubernetes',
    says: 'The proxy in between must be mangling my requests: the server calls them bad.',
    lesson: [
      'A status, 400, by the TLS layer and not by Kubernetes. kubectl words it `Error from server (BadRequest): the server rejected our request for an unknown reason`.',
      'Note what else has happened: the token has crossed the wire for everyone to read. On a real network it would have to be ended.',
    ],
    shall,
    stage: (room, names) =>
      staged(room, names, async (good) => ({ client: good.with({ server: good.server.replace('https:', 'http:') }) })),
    mended,
    nameHints: [
      'Is that an answer of Kubernetes? Compare its form with the other refusals.',
      'Read the address of the client letter by letter.',
    ],
    mendHints: (it) => [
      'Read the URL letter by letter.',
      'Which client was made with the right URL?',
      `${it}.send(${it}.client.with({ server: admin.server }))`,
    ],
  },
];
