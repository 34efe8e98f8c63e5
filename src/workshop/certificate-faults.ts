/** Faults of client certificates: halves of pairs, other issuers, other usages, other subjects. */
import { newKey, strangerCertificate } from '../auth/make-credentials.js';
import { KubelabError } from '../errors.js';
import { type CaseNames, type Fault, home, reads, type Staged } from './fault.js';
import type { Room } from './room.js';

const shall = ({ id, who, group }: CaseNames): string =>
  `${who}, of the group ${group}, reads the ConfigMap ${id} in ${home} with a client certificate of this cluster.`;
const mended = (names: CaseNames) => reads(names, names.who, 'certificate');

/** The right of the group, and the request; `client` and `held` are the case's. */
async function staged(room: Room, { id, group }: CaseNames, made: Pick<Staged, 'client' | 'held'>): Promise<Staged> {
  await room.allowReading(id, { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group });
  const path = room.path(id);
  return { ...made, path, broken: () => made.client.get(path), send: (client) => client.get(path) };
}

/** How the right certificate is asked for, once more. */
const issueAgain = (it: string, { who, group }: CaseNames): string =>
  `${it}.send(admin.with(await workshop.issue({ commonName: '${who}', organizations: ['${group}'] })))`;

/** In the order of an inventory; a deal has its own. */
export const certificateFaults: readonly Fault[] = [
  {
    id: 'no-key',
    part: 'certificate',
    shows: 'anonymous',
    name: 'The certificate is given without its key',
    sign: 'the certificate would be good, and no key beside it',
    says: 'The role is missing, plainly: it says forbidden. My certificate is fine, I have just looked at it.',
    lesson: [
      'With Node the request goes out without the certificate, and the server sees system:anonymous: that is what makes it hard to find.',
      "curl says `curl: (58) unable to set private key file: 'client.crt' type PEM` (it looks for the key in the certificate's file), kubectl `client-key-data or client-key must be specified … to use the clientCert authentication method`.",
    ],
    shall,
    async stage(room, names) {
      const { cert, key } = await room.issue({ commonName: names.who, organizations: [names.group] });
      const client = room.admin.with({ cert, unchecked: true });
      return staged(room, names, { client, held: { 'client.crt': cert, 'key left at home': key } });
    },
    mended,
    nameHints: [
      'Whom does the message name? So what of the credential arrived?',
      'A certificate alone proves nothing. Compare what the client was given with what connect() asks for.',
    ],
    mendHints: (it) => [
      'What proves that a certificate is yours?',
      'with() and connect() take cert and key together. Both lie in held, under names of their own.',
      `${it}.send(admin.with({ cert: ${it}.held['client.crt'], key: ${it}.held['key left at home'] }))`,
    ],
  },
  {
    id: 'other-key',
    part: 'certificate',
    shows: 'no answer',
    name: 'The key belongs to another certificate',
    sign: 'certificate and key would be good, and their public keys differ',
    says: 'The certificate was renewed this morning, so it cannot be that. It must be OpenSSL on my machine.',
    lesson: [
      'No client gets as far as the server: each of the three notices before it sends anything.',
      'A pair is a pair when both have the same public key (`openssl x509 -pubkey -noout`, `openssl pkey -pubout`).',
    ],
    shall,
    async stage(room, names) {
      const { cert, key } = await room.issue({ commonName: names.who, organizations: [names.group] });
      const old = newKey();
      const client = room.admin.with({ cert, key: old.pem, unchecked: true });
      return staged(room, names, { client, held: { 'client.crt': cert, 'client.key': old, 'client-2.key': key } });
    },
    mended,
    nameHints: [
      'How far did the request get: to the server, or not even onto the wire?',
      'Two files have to fit each other. show.certificate(cert, { key }) says whether they do.',
    ],
    mendHints: (it) => [
      'Which of the two is from an earlier time?',
      'held has two keys. Only one has the public key of the certificate.',
      `${it}.send(admin.with({ cert: ${it}.held['client.crt'], key: ${it}.held['client-2.key'] }))`,
    ],
  },
  {
    id: 'foreign-certificate',
    part: 'certificate',
    shows: '401',
    name: 'The certificate was signed by a CA that this API server does not know',
    sign: 'the certificate would have the right subject, its own key, and another issuer',
    says: 'I have a valid certificate with the right name and the right group. Your RBAC is broken.',
    lesson: [
      '401, and no TLS failure: the API server takes any certificate in the handshake and judges it afterwards.',
      'An expired one, one that is not valid yet, one for servers only and one without a CN are answered with the same word. So compare issuer, dates and usages yourself: show.certificate(cert).',
    ],
    shall,
    async stage(room, names) {
      const foreign = await strangerCertificate({ commonName: names.who, organizations: [names.group] });
      const held = { 'client.crt': foreign.cert, 'client.key': foreign.key };
      return staged(room, names, { client: room.admin.with({ cert: foreign.cert, key: foreign.key }), held });
    },
    mended,
    nameHints: [
      'The server says nothing of the reason. What of a certificate does it look at?',
      'show.certificate() of the one that is held: subject, issuer, dates, usages. Which of them is not like those of admin?',
    ],
    mendHints: (it, names) => [
      'Who vouches for this certificate, and does the server know them?',
      'No certificate can be signed anew by somebody else. workshop.issue() asks this cluster for one.',
      issueAgain(it, names),
    ],
  },
  {
    id: 'server-usage',
    part: 'certificate',
    shows: 'anonymous',
    name: 'The certificate was asked for with a usage that its signer does not sign',
    sign: 'the request would be approved, and its conditions would say Failed as well',
    says: 'My request was approved an hour ago, kubectl says so. The script goes on and is told that it is anonymous.',
    lesson: [
      '`kubectl get csr` shows `Approved,Failed`. A script that only waits for status.certificate waits for ever, and one that goes on without it is system:anonymous. The message of the condition names the usage.',
      'A signer of your own may sign such a certificate. Then the API server answers 401.',
    ],
    shall,
    async stage(room, names) {
      let refusal = '';
      const subject = { commonName: names.who, organizations: [names.group] };
      await room.issue(subject, ['server auth']).catch((error: unknown) => {
        if (!(error instanceof KubelabError)) throw error;
        refusal = error.message;
      });
      const csr = /lesson-debug-case-\S+/.exec(refusal)?.[0] ?? '';
      return staged(room, names, { client: room.admin.with({ anonymous: true }), held: { csr } });
    },
    mended,
    nameHints: [
      'Approval says yes. Who else has a say before a certificate is there?',
      "Read the object whose name is in held: (await admin.get('/apis/certificates.k8s.io/v1/certificatesigningrequests/NAME')).body, its spec and its status.",
    ],
    mendHints: (it, names) => [
      'Approval says yes. What did the signer say?',
      'The signer kube-apiserver-client signs for one usage that logs people in. It is what workshop.issue() asks for by itself.',
      issueAgain(it, names),
    ],
  },
  {
    id: 'swapped-subject',
    part: 'certificate',
    shows: 'forbidden',
    name: 'In the subject, the user stands where the group should, and the group where the user should',
    sign: 'the user in the message would be called as the group is',
    says: 'The group has the right, the binding is correct, I checked it twice. So the server does not read groups.',
    lesson: [
      'CN is the user, each O is a group. That the same words stand in the binding helps nothing: there they are a Group.',
      'In a 403 read the name of the user first; whoami() (`kubectl auth whoami`) tells the groups as well.',
    ],
    shall,
    async stage(room, names) {
      const { cert, key } = await room.issue({ commonName: names.group, organizations: [names.who] });
      return staged(room, names, {
        client: room.admin.with({ cert, key }),
        held: { 'client.crt': cert, 'client.key': key },
      });
    },
    mended,
    nameHints: [
      'Read the name of the user in the message. Is it who was meant?',
      `whoami() of the client tells user and groups. Where does a certificate hold each of them?`,
    ],
    mendHints: (it, names) => [
      'Which attribute of the subject is the user, which one a group?',
      'CN is the user, each O a group. Groups are compared letter by letter.',
      issueAgain(it, names),
    ],
  },
];
