/** Faults of bearer tokens: how they are written, for whom and how long they are good, and whose they are. */
import { fromBase64, toBase64 } from '../inspect/base64.js';
import type { Client } from '../request/api.js';
import { oneOf } from './draw.js';
import { away, type CaseNames, type Fault, home, reads, type Staged, userOf } from './fault.js';
import type { Room } from './room.js';

const shall = ({ id, who }: CaseNames): string =>
  `The program ${who} of ${home} reads the ConfigMap ${id} with its token.`;
const mended = (names: CaseNames) => reads(names, userOf(names), 'token');

/** The account with its right, and what a case makes of its token. */
async function staged(
  room: Room,
  { id, who }: CaseNames,
  change: (token: string) => Promise<{ token: string; client?: Client }>,
): Promise<Staged> {
  const given = (await room.robot(who)).token;
  await room.allowReading(id, room.account(who));
  const { token, client = room.admin.with({ token }) } = await change(given);
  const path = room.path(id);
  return { client, held: { token }, path, broken: () => client.get(path), send: (other) => other.get(path) };
}

/** Asking for another token. */
const askAgain = (it: string): string =>
  `${it}.send(admin.with({ token: (await admin.token(${it}.who, { namespace: '${home}' })).token }))`;

/** In the order of an inventory; a deal has its own. */
export const tokenFaults: readonly Fault[] = [
  {
    id: 'no-bearer',
    part: 'token',
    shows: 'anonymous',
    name: 'The Authorization header does not say what kind of credential it brings',
    sign: 'the token would be good, and the header that was sent would not begin with Bearer',
    says: 'I send a token, a fresh one, and it tells me that I am anonymous. The token service is broken.',
    lesson: [
      'What the server does not recognise as a credential it passes over. `Authorization: TOKEN`, `Bearer: TOKEN` with a colon, `Bearer` with nothing behind it and `Bearer` with two spaces all end as system:anonymous. (`bearer` in lower case is fine.)',
      '`kubectl --token` writes the header itself.',
    ],
    shall,
    async stage(room, names) {
      const { held, ...rest } = await staged(room, names, async (token) => ({
        token,
        client: room.admin.with({ anonymous: true }),
      }));
      const forms = ['', 'Bearer: ', 'Token '];
      const authorization = `${oneOf(forms, () => names.detail)}${held.token}`;
      const broken = () => rest.client.get(rest.path, { headers: { authorization } });
      return { ...rest, held: { token: held.token, header: authorization }, broken };
    },
    mended,
    nameHints: [
      'Whom does the message name? So did the token count at all?',
      'Look at the header that was sent, in held: which parts has it, and which should it have?',
    ],
    mendHints: (it) => [
      'Whom does the message name? So did the token count at all?',
      'The header has two parts: a word that says what kind of credential it is, one space, the credential.',
      `${it}.send(admin.with({ token: ${it}.held.token })), which writes the header itself`,
    ],
  },
  {
    id: 'line-break',
    part: 'token',
    shows: 'no answer',
    name: 'White space is part of the token',
    sign: 'the token that is held would end with a line break',
    says: 'It works with curl, so the token is good. Node is what is broken here.',
    lesson: [
      'The shell cuts the line break off in `-H "Authorization: Bearer $(cat token)"`; kubectl and Node refuse to write such a header.',
      'So a token that "works with curl" may fail in a program. In base64 the line break shows at the end as Cg==, o= or K; `printf %s` and `echo -n` write none.',
    ],
    shall,
    stage: (room, names) =>
      staged(room, names, async (token) => ({
        token: `${token}\n`,
        client: room.admin.with({ token: `${token}\n`, unchecked: true }),
      })),
    mended,
    nameHints: [
      'How far did it get: was there an answer?',
      'Look at the ends of the token that is held, with JSON.stringify(token.slice(-3)).',
    ],
    mendHints: (it) => [
      'What is the last character? JSON.stringify(token.slice(-1)) shows it.',
      'White space is no part of a token. Strings have a method that cuts it off.',
      `${it}.send(admin.with({ token: ${it}.held.token.trim() }))`,
    ],
  },
  {
    id: 'base64-token',
    part: 'token',
    shows: '401',
    name: 'The token is still base64',
    sign: 'the token that is held would begin with ZXlK, which is "eyJ" in base64',
    says: 'I took it out of the Secret a minute ago, so it can be neither old nor for somebody else.',
    lesson: [
      'Base64 is fit for a header, so curl, kubectl and Node send it, and get a plain 401.',
      'A JWT begins with eyJ, which is {" in base64; what begins with ZXlK was encoded twice. The data of a Secret is base64, stringData is not.',
    ],
    shall,
    stage: (room, names) =>
      staged(room, names, async (token) => ({
        token: toBase64(token),
        client: room.admin.with({ token: toBase64(token), unchecked: true }),
      })),
    mended,
    nameHints: ['Can its claims be read?', 'With which four letters does it begin, and with which does a JWT?'],
    mendHints: (it) => [
      'With which four letters does it begin?',
      'A JWT begins with eyJ. How often has this one been encoded?',
      `${it}.send(admin.with({ token: fromBase64(${it}.held.token) }))`,
    ],
  },
  {
    id: 'cut-off',
    part: 'token',
    shows: '401',
    name: 'The end of the token is missing',
    sign: 'the claims could be read, and the third part of the token would be too short',
    says: 'I can decode it, and all claims are right: account, audience, dates. So it cannot be the token.',
    lesson: [
      'What is missing is the end of the signature. A token that decodes is not yet a good one.',
      "`show.jwt(token, { jwks: await admin.get('/openid/v1/jwks') })` checks it with the keys of the cluster, and tells the two apart without asking anybody.",
    ],
    shall,
    stage: (room, names) => staged(room, names, async (token) => ({ token: token.slice(0, -20) })),
    mended,
    nameHints: [
      'The claims can be read. Who has checked them?',
      "A JWT has three parts. show.jwt(token, { jwks: await admin.get('/openid/v1/jwks') }) looks at the third.",
    ],
    mendHints: (it) => [
      'Three parts, and dots between them. Which part is short?',
      'Nobody can make up a signature. Ask for a token again.',
      askAgain(it),
    ],
  },
  {
    id: 'expired-token',
    part: 'token',
    shows: '401',
    name: 'The token has expired',
    sign: 'exp in its claims would lie in the past',
    says: 'Yesterday it worked, and nobody has changed anything since.',
    lesson: [
      '401 in all three clients. exp is the first claim to look at after any 401. In a pod the kubelet renews the file in time, but a program that read it once at its start goes on with the old text; connect.inPod() reads it again.',
      'If the date lies in the future and the answer is 401 all the same, compare the clocks: every answer has a date header.',
      '(Nobody wants to wait ten minutes for the shortest token to end, so the dates of this one were turned back by a day. That spoils its signature as well. From outside it looks the same; the log of a real API server says `service account token has expired` of one that truly ended.)',
    ],
    shall,
    stage: (room, names) =>
      staged(room, names, async (token) => {
        const [head, body, signature] = token.split('.');
        const claims = JSON.parse(fromBase64(body ?? '')) as Record<string, number>;
        for (const date of ['iat', 'nbf', 'exp']) claims[date] = (claims[date] ?? 0) - 90_000;
        return { token: [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.') };
      }),
    mended,
    nameHints: [
      'The server never says why. What does the token say of itself?',
      'decodeJwt(token) gives the claims: compare them with the time.',
    ],
    mendHints: (it) => [
      'Which claim says until when?',
      'Its date is signed, so it cannot be changed. What can be done instead?',
      askAgain(it),
    ],
  },
  {
    id: 'other-audience',
    part: 'token',
    shows: '401',
    name: 'The token is meant for another reader than the API server',
    sign: 'aud in its claims would name another system',
    says: 'It is the right account, the signature is good and it has an hour left. Vault takes it!',
    lesson: [
      '401: the API server takes only tokens whose aud names itself. That is a protection, so do not add its audience to the token of another system; ask for a second token.',
    ],
    shall,
    stage: (room, names) =>
      staged(room, names, async () => {
        const readers = ['vault', 'registry.example', 'artifacts.example'];
        const audience = oneOf(readers, () => names.detail);
        return { token: await room.token(names.who, { audiences: [audience] }) };
      }),
    mended,
    nameHints: [
      'Account, dates and signature are good. What else does a token say?',
      'decodeJwt(token) gives the claims; compare them with those of a token that works: await admin.token(NAME, { namespace }).',
    ],
    mendHints: (it) => [
      'For whom is the token?',
      'Whom is a token for that was asked for without audiences?',
      askAgain(it),
    ],
  },
  {
    id: 'account-made-again',
    part: 'token',
    shows: '401',
    name: 'The account of the token was deleted, and made again under the same name',
    sign: 'the uid in the token would not be that of the account',
    says: 'Account, role and binding are all there, by their names. And the token has an hour to go.',
    lesson: [
      "A token names its account's uid, and the new account has another. (On a real cluster a token that was just used may be good for ten seconds more.)",
      'A binding names the account by name only, and serves the new one.',
    ],
    shall,
    stage: (room, names) =>
      staged(room, names, async (token) => {
        await room.admin.must.delete(`/api/v1/namespaces/${home}/serviceaccounts/${names.who}`);
        const metadata = { name: names.who, namespace: home };
        await room.admin.must.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata });
        return { token };
      }),
    mended,
    nameHints: [
      'Dates, audience and signature are good. Whose token is it, letter by letter?',
      "Compare decodeJwt(token).serviceAccount with the account's metadata, and when that one was made.",
    ],
    mendHints: (it) => [
      'The name is the same. What is not?',
      'A token cannot be moved to another uid; the new account has tokens of its own.',
      askAgain(it),
    ],
  },
  {
    id: 'revoked',
    part: 'token',
    shows: '401',
    name: 'The object that the token is bound to is gone',
    sign: 'boundTo in its claims would name an object that is not there',
    says: 'Nothing has expired. Somebody must have restarted the API server with other keys.',
    lesson: [
      'No date tells of it. When exp, aud and iss are right, ask whether the account and the object in boundTo are still there, with those uids. A pod has a token that is bound to the pod.',
      'Making the object again does not help: it would have another uid.',
    ],
    shall,
    stage: (room, names) =>
      staged(room, names, async () => {
        const token = await room.token(names.who, { boundTo: names.id });
        await room.admin.must.delete(`/api/v1/namespaces/${home}/secrets/${names.id}`);
        return { token };
      }),
    mended,
    nameHints: [
      'The dates are good. What else can end a token?',
      'decodeJwt(token).boundTo names a thing with its uid. Is it there?',
    ],
    mendHints: (it) => [
      'The dates are good. What else can end a token?',
      'Ask for one that is bound to nothing, or to something that lives.',
      askAgain(it),
    ],
  },
  {
    id: 'wrong-account',
    part: 'token',
    shows: 'forbidden',
    name: 'The token belongs to an account of that name in another namespace',
    sign: 'the user in the message would have another namespace in its name',
    says: 'The role is bound to it, look. I have asked for three tokens by now, and none of them helps.',
    lesson: [
      'The namespace is part of the name, and each namespace may have an account of that name. `kubectl create token NAME` asks in the namespace of the current context, admin.token(NAME) in `default`.',
      'Giving the other account the right would make the message go away. It is not who was meant.',
    ],
    shall,
    async stage(room, names) {
      const { client, token } = await room.robot(names.who, away);
      return staged(room, names, async () => ({ token, client }));
    },
    mended,
    nameHints: [
      'Is it known who asks? Then read the name part by part.',
      'Compare the user in the message with who shall do it.',
    ],
    mendHints: (it) => [
      "Read the user's name in the message part by part.",
      'system:serviceaccount:NAMESPACE:NAME. Of which namespace is the token to be?',
      askAgain(it),
    ],
  },
];
