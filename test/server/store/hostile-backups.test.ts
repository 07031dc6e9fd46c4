/**
 * Files that pose as backups: whatever they hold, nothing leaves the folder they are unpacked into, no disk is
 * filled, and what is wrong is one line. Threats: T33.
 */
import { Encrypter } from 'age-encryption';
import Database from 'better-sqlite3';
import { createTarPacker, packTar, type TarEntry } from 'modern-tar';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { BackupFault, type Manifest, type Member } from '../../../server/store/backup/manifest.js';
import { checkUnpacked } from '../../../server/store/backup/put-in-place.js';
import { unpack } from '../../../server/store/backup/unpack.js';
import { dataFolder } from '../../../server/store/layout.js';
import { newestVersion } from '../../../server/store/migrate.js';
import { openWriter } from '../../../server/store/open.js';

const top = mkdtempSync(join(tmpdir(), 'hostile-backup-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));
let count = 0;
const folderOf = () => join(mkdtempSync(join(top, `${(count += 1)}-`)));

const CONFIG = Buffer.from('rules');
const memberOf = (name: string, body: Buffer): Member => ({
  name,
  size: body.length,
  sha256: createHash('sha256').update(body).digest('hex'),
});
const ABOUT = {
  format: 1,
  gatepost: '0.1.0',
  host: 'mail.example.com',
  at: '2026-11-28T12:00:00.000Z',
  secrets: false,
  messages: null,
  nextDecision: null,
};
const manifestOf = (members: readonly object[], part: object = {}): TarEntry =>
  entryOf('manifest.json', Buffer.from(JSON.stringify({ ...ABOUT, members, ...part })));
const entryOf = (name: string, body: Buffer): TarEntry => ({
  header: { name, size: body.length, type: 'file' },
  body,
});
const GOOD = [manifestOf([memberOf('config.db', CONFIG)]), entryOf('config.db', CONFIG)];
const fileOf = async (entries: readonly TarEntry[]) => gzipSync(await packTar(entries));

async function faultOf(
  file: Uint8Array,
  { passphrase = null as string | null, room = 1e9, into = folderOf() } = {},
): Promise<string> {
  const pieces = async function* () {
    for (let at = 0; at < file.length; at += 10_000) yield file.subarray(at, at + 10_000);
  };
  try {
    await unpack(pieces(), { passphrase, into, room });
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(BackupFault);
    const { message } = error as Error;
    expect(message).not.toContain('\n');
    return message;
  }
}

test('a whole backup is unpacked, each file for its owner alone', async () => {
  const into = folderOf();
  expect(await faultOf(await fileOf(GOOD), { into })).toBe('');
  expect(readFileSync(join(into, 'config.db'), 'utf8')).toBe('rules');
});

describe('members that no backup has are refused, and nothing is written for them', () => {
  test.each([
    '../outside',
    '/etc/outside',
    'bodies/../../outside',
    'bodies/0123456789ABCDE/x',
    'tls/../secret.key',
    'config.db-wal',
    'run/relay.sock',
    String.raw`..\outside`,
  ])('%s', async (name) => {
    const body = Buffer.from('x');
    const named = await fileOf([
      manifestOf([memberOf('config.db', CONFIG), memberOf(name, body)]),
      entryOf('config.db', CONFIG),
      entryOf(name, body),
    ]);
    expect(await faultOf(named)).toContain('manifest cannot be read');
    const into = folderOf();
    const smuggled = await fileOf([...GOOD, entryOf(name, body)]);
    expect(await faultOf(smuggled, { into })).toContain('which its manifest does not name');
    expect(readdirSync(into)).toEqual(['config.db']);
  });

  test.each(['symlink', 'link', 'directory', 'fifo', 'character-device'] as const)(
    'a %s',
    async (type) => {
      const header = { name: 'config.db', size: 0, type, linkname: '/etc/passwd' };
      const file = await fileOf([manifestOf([memberOf('config.db', CONFIG)]), { header }]);
      const into = folderOf();
      expect(await faultOf(file, { into })).toContain('which is no plain file');
      expect(readdirSync(into)).toEqual([]);
    },
  );

  test('the same member twice', async () => {
    const file = await fileOf([...GOOD, entryOf('config.db', CONFIG)]);
    expect(await faultOf(file)).toContain('which its manifest does not name');
    const named = [memberOf('config.db', CONFIG), memberOf('config.db', CONFIG)];
    expect(await faultOf(await fileOf([manifestOf(named)]))).toContain('cannot be read');
  });

  test('a name that an extended header puts in the place of a good one', async () => {
    const header = { name: 'config.db', size: 5, type: 'file', pax: { path: '../../x' } } as const;
    const file = await fileOf([GOOD[0]!, { header, body: CONFIG }]);
    expect(await faultOf(file)).toContain('which its manifest does not name');
  });
});

describe('what is cut or altered is refused', () => {
  test('at any place where it is cut', async () => {
    const file = await fileOf(GOOD);
    for (let length = 0; length < file.length; length += 7) {
      expect(await faultOf(file.subarray(0, length)), `${length} octets`).not.toBe('');
    }
  });

  test('a member of another size or hash, one that is missing', async () => {
    const [manifest] = GOOD as [TarEntry, TarEntry];
    const other = async (body: Buffer) => fileOf([manifest, entryOf('config.db', body)]);
    expect(await faultOf(await other(Buffer.from('rulez')))).toContain('it was altered');
    expect(await faultOf(await other(Buffer.from('rules and more')))).toContain('not the size');
    expect(await faultOf(await fileOf([manifest]))).toContain('cut or was altered');
  });

  test('what does not begin with a manifest, or is no archive', async () => {
    const noBackup = 'This is no backup of Gatepost';
    expect(await faultOf(await fileOf([entryOf('config.db', CONFIG)]))).toContain(noBackup);
    expect(await faultOf(Buffer.alloc(0))).toContain(noBackup);
    expect(await faultOf(Buffer.from('<html>'))).toContain(noBackup);
    expect(await faultOf(gzipSync('no archive'))).toContain('cut or was altered');
    const endless = Buffer.concat([Buffer.from('age-encryption.org/v1\n'), Buffer.alloc(1e6, 97)]);
    expect(await faultOf(endless, { passphrase: 'x' })).toContain('not encrypted with a pass');
  });

  test('a manifest of a newer Gatepost, or of nonsense', async () => {
    const members = [memberOf('config.db', CONFIG)];
    const newer = await fileOf([manifestOf(members, { format: 2 })]);
    expect(await faultOf(newer)).toContain('made by a newer Gatepost');
    for (const part of [{ members: {} }, { members: [] }, { at: 'today' }, { messages: -1 }]) {
      expect(await faultOf(await fileOf([manifestOf(members, part)]))).toContain('cannot be read');
    }
    expect(await faultOf(await fileOf([entryOf('manifest.json', Buffer.from('null'))]))).not.toBe(
      '',
    );
  });
});

describe('a small file fills no disk and no memory', () => {
  const zeros = (size: number) => Buffer.alloc(size);

  test('a member that is larger than the manifest says', async () => {
    const file = await fileOf([GOOD[0]!, entryOf('config.db', zeros(64 * 1024 * 1024))]);
    const into = folderOf();
    expect(await faultOf(file, { into })).toContain('not the size');
    expect(readdirSync(into)).toEqual([]);
  });

  test('zeros without end behind the last member', async () => {
    const tar = await packTar(GOOD);
    const file = gzipSync(Buffer.concat([tar, zeros(32 * 1024 * 1024)]));
    expect(await faultOf(file)).toContain('more than its manifest says');
  });

  test('more than there is room for', async () => {
    const large = { ...memberOf('spool.db', CONFIG), size: 2e9 };
    const file = await fileOf([manifestOf([memberOf('config.db', CONFIG), large])]);
    expect(await faultOf(file)).toContain('not enough room');
  });

  test('an extended header of many megabytes', async () => {
    const { readable, controller } = createTarPacker();
    const read = new Response(readable as unknown as BodyInit).arrayBuffer();
    const pax = { comment: 'x'.repeat(9 * 1024 * 1024) };
    const writer = controller.add({ name: 'manifest.json', size: 0, type: 'file', pax });
    await writer.close();
    controller.finalize();
    expect(await faultOf(gzipSync(new Uint8Array(await read)))).not.toBe('');
  });
});

describe('an encrypted backup', () => {
  const PASSPHRASE = 'a pass phrase for tests';
  const sealed = async (plain: Uint8Array) => {
    const encrypter = new Encrypter();
    encrypter.setScryptWorkFactor(10);
    encrypter.setPassphrase(PASSPHRASE);
    return encrypter.encrypt(plain);
  };

  test('opens with its pass phrase and no other', async () => {
    const file = await sealed(await fileOf(GOOD));
    expect(await faultOf(file, { passphrase: PASSPHRASE })).toBe('');
    expect(await faultOf(file, { passphrase: 'another' })).toBe(
      'The pass phrase does not open it.',
    );
    expect(await faultOf(file)).toContain('It is encrypted');
  });

  test('is refused when an octet is changed or the end is missing', async () => {
    const file = await sealed(await fileOf(GOOD));
    for (const at of [30, 60, 100, 150, 200, file.length - 1]) {
      const changed = Uint8Array.from(file, (octet, i) => (i === at ? octet ^ 1 : octet));
      expect(await faultOf(changed, { passphrase: PASSPHRASE }), `octet ${at}`).not.toBe('');
    }
    const cut = file.subarray(0, file.length - 20);
    expect(await faultOf(cut, { passphrase: PASSPHRASE })).not.toBe('');
  });
});

describe('databases in it', () => {
  const unpackedWith = (change: (db: Database.Database) => void, names = ['config.db']) => {
    const folder = dataFolder(folderOf());
    const db = openWriter(folder.config, 'config', 'normal');
    change(db);
    db.close();
    const members = names.map((name) => memberOf(name, CONFIG));
    return () => checkUnpacked(folder, { ...ABOUT, format: 1, members } as Manifest);
  };

  test('are ours, whole, and not newer than this program knows', () => {
    expect(unpackedWith(() => undefined)).not.toThrow();
    const newer = newestVersion('config') + 1;
    expect(unpackedWith((db) => db.pragma(`user_version = ${newer}`))).toThrow(/newer Gatepost/);
    expect(unpackedWith((db) => db.pragma('user_version = 0'))).toThrow(/no database of Gatepost/);
    const alien = `CREATE TRIGGER later AFTER INSERT ON account BEGIN DELETE FROM audit; END`;
    expect(unpackedWith((db) => db.exec(alien))).toThrow(/no database of Gatepost/);
  });

  test('come with just the bodies that the queue names', () => {
    const names = ['config.db', 'bodies/0123456789ABCDE'];
    expect(unpackedWith(() => undefined, names)).toThrow(/cut or was altered/);
  });
});
