import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { matchLearner, parseRoster, readRoster } from '../../../src/course/grading/roster.js';

describe('course/grading/roster', () => {
  const plain = 'id,first_name,last_name,email\nada,Ada,Lovelace,ada@example.org\nbob,Bob,"Smith, Jr.",\n';

  it("G17: reads Moodle's columns in German, French and Spanish", () => {
    for (const [head, row] of [
      ['Vorname,Nachname,ID-Nummer,E-Mail-Adresse', 'Ada,Lovelace,17,a@b'],
      ['Prénom;Nom de famille;Numéro d’identification;Adresse de courriel', 'Ada;Lovelace;17;a@b'],
      ['Nombre,Apellido(s),Número de ID,Dirección de correo', 'Ada,Lovelace,17,a@b'],
    ]) {
      const [learner] = parseRoster(`\ufeff${head}\n${row}\n`, 'r');
      assert.deepEqual(
        [learner?.id, learner?.firstName, learner?.lastName, learner?.email],
        ['17', 'Ada', 'Lovelace', 'a@b'],
        head,
      );
    }
  });

  it("reads nbgrader's columns", () => {
    const [ada, bob] = parseRoster(plain, 'roster.csv');
    assert.deepEqual(
      { id: ada?.id, firstName: ada?.firstName, lastName: ada?.lastName, email: ada?.email },
      { id: 'ada', firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.org' },
    );
    assert.equal(bob?.lastName, 'Smith, Jr.');
  });

  it("reads Moodle's columns, semicolons, a byte order mark and Windows line ends", () => {
    const [ada] = parseRoster('\ufeffFirst name;Surname;ID number;Email address\r\nAda;Lovelace;17;a@b\r\n', 'r');
    assert.deepEqual([ada?.id, ada?.firstName, ada?.lastName, ada?.email], ['17', 'Ada', 'Lovelace', 'a@b']);
  });

  it("takes Moodle's grading worksheet, which may have no ids but its own", () => {
    const head = 'Identifier,"Full name","Email address",Status,Grade,"Last modified (submission)"';
    const roster = parseRoster(`${head}\nParticipant 17,Ada Lovelace,a@b,,,-\nParticipant 18,,,,,-\n`, 'r');
    assert.deepEqual(
      roster.map(({ id, names }) => [id, names]),
      [
        ['Participant 17', ['Ada Lovelace', 'a@b']],
        ['Participant 18', []],
      ],
    );
    assert.equal(parseRoster('Identifier,ID number\nParticipant 17,u1\n', 'r')[0]?.id, 'u1');
  });

  it('finds a learner by the id, by either order of the names, by email, whatever case, accents and signs', () => {
    const roster = parseRoster('id,first_name,last_name,email\n17,Zoë,Müller-Lüdenscheidt,z@example.org\n', 'r');
    for (const name of ['17', 'Zoe Muller Ludenscheidt', 'müller-lüdenscheidt_zoë', 'Z@example.org']) {
      assert.equal(matchLearner(roster, name)?.id, '17', name);
    }
    assert.equal(matchLearner(roster, 'Zoë'), undefined);
  });

  it('takes the email for a name where there is no other, and no byte order mark for a part of a column', () => {
    const roster = parseRoster('\ufeffid,email,due\n17,z@example.org,-\n18,,2026-12-01\n', 'r');
    assert.deepEqual(
      roster.map(({ id, names, due }) => [id, names, due]),
      [
        ['17', ['z@example.org'], undefined],
        ['18', [], '2026-12-01'],
      ],
    );
  });

  it('reads a file, and says that there is none', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubelab-roster-'));
    try {
      writeFileSync(join(folder, 'class.csv'), 'id\nada\n');
      const ada = { id: 'ada', firstName: '', lastName: '', email: '', names: [], line: 2 };
      assert.deepEqual(readRoster(join(folder, 'class.csv')), [ada]);
      assert.throws(() => readRoster(join(folder, 'none.csv')), { code: 'FILE_MISSING' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('takes rows as spreadsheets leave them: spaces, empty lines, missing and further fields', () => {
    const text = '\ufeff"id",name,email\n ada , Ada King ,\n\nbob\ncleo,Cleo C,c@d,,\n';
    assert.deepEqual(
      parseRoster(text, 'r').map(({ id, names, email, line }) => [id, names, email, line]),
      [
        ['ada', ['Ada King'], '', 2],
        ['bob', [], '', 4],
        ['cleo', ['Cleo C', 'c@d'], 'c@d', 5],
      ],
    );
  });

  it('takes no half of a name for a learner', () => {
    const roster = parseRoster('id,first_name,last_name\n1,Ada,\n2,,Roe\n', 'r');
    assert.deepEqual(
      roster.map(({ names }) => names),
      [[], []],
    );
  });

  it('tells ids that are alike apart, and takes the first of them for what could be either', () => {
    const roster = parseRoster('id,name\nA_B,One\na-b,Two\ncd,A B\n', 'r');
    for (const [name, id] of [
      ...[
        ['A_B', 'A_B'],
        ['a-b', 'a-b'],
      ],
      // an id counts before a name
      ...[
        ['a b', 'A_B'],
        ['_CD_', 'cd'],
      ],
    ]) {
      assert.equal(matchLearner(roster, name ?? '')?.id, id, name);
    }
  });

  it('takes nobody for a name that two have', () => {
    const roster = parseRoster('id,name\n1,Jo Doe\n2,Jo Doe\n', 'r');
    assert.equal(matchLearner(roster, 'Jo Doe'), undefined);
    assert.equal(matchLearner(roster, '2')?.id, '2');
  });

  const wrong: [string, string, RegExp, number][] = [
    ['an empty file', '', /is empty/, 1],
    ['no column of ids', 'first_name,last_name\nAda,Lovelace\n', /no column of ids/, 1],
    ['a learner without an id', 'id,name\nada,Ada\n,Bob\n', /has no id/, 3],
    ['a row that ends before the id', 'name,id\nAda\n', /has no id/, 2],
    ['an id that is there twice', 'id,name\nada,Ada\nbob,Bob\nada,Another\n', /id ada is on line 2, too/, 4],
    ['an open quote', 'id,name\nada,"Ada\n', /is not CSV/, 2],
  ];
  for (const [what, text, message, line] of wrong) {
    it(`refuses ${what}, and says where`, () => {
      assert.throws(() => parseRoster(text, 'roster.csv'), {
        code: 'ARGUMENT_INVALID',
        message,
        place: { file: 'roster.csv', line },
      });
    });
  }

  it('names three columns that ids may stand in', () => {
    assert.throws(() => parseRoster('x\n1\n', 'r'), { hint: 'call one of its columns id, or learner, or learnerid' });
  });
});
