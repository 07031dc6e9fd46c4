/**
 * The writer's side of the table `name`: gives each text its id, once.
 *
 * Promise: a name is stamped with the last day of the log that used it, so it can go with that day's
 * rows without looking for others that still refer to it.
 */
import { ipFromText, type Ip } from '../../../shared/address/ip.js';
import type { Db } from '../open.js';

/** Texts whose ids are remembered: two generations of so many. */
const GENERATION = 50_000;

export interface NameTable {
  idOf(text: string): number;
  /** The id of a peer, which is found by its network too. */
  peerId(text: string): number;
  /** From now on names are stamped with this day. */
  startDay(logDay: number): void;
  /** Ids that have been given out do not count: their transaction was undone. */
  forget(): void;
}

export function nameTable(db: Db): NameTable {
  const find = db.prepare(
    'SELECT id, log_day AS logDay FROM name WHERE text = ? COLLATE NOCASE AND text = ?',
  );
  const add = db.prepare('INSERT INTO name (text, log_day) VALUES (?, ?) RETURNING id').pluck();
  const stamp = db.prepare('UPDATE name SET log_day = ? WHERE id = ?');
  const addAddress = db.prepare('INSERT OR IGNORE INTO peer_address VALUES (?, ?)');
  let young = new Map<string, number>();
  let old = new Map<string, number>();
  let logDay = 0;

  function forget(): void {
    young = new Map();
    old = new Map();
  }

  function read(text: string): number {
    const found = find.get(text, text) as { id: number; logDay: number } | undefined;
    if (!found) return add.get(text, logDay) as number;
    if (found.logDay !== logDay) stamp.run(logDay, found.id);
    return found.id;
  }

  function known(text: string): number | undefined {
    const id = young.get(text);
    return id ?? old.get(text);
  }

  function remember(text: string, id: number): number {
    if (young.size >= GENERATION) {
      old = young;
      young = new Map();
    }
    young.set(text, id);
    return id;
  }

  return {
    idOf: (text) => known(text) ?? remember(text, read(text)),
    peerId(text) {
      // The same text may have been another name before it was a peer.
      const key = `peer ${text}`;
      const id = known(key);
      if (id !== undefined) return id;
      const named = read(text);
      const ip = ipFromText(text);
      if (ip) addAddress.run(named, addressKey(ip));
      return remember(key, named);
    },
    startDay(day) {
      logDay = day;
      forget();
    },
    forget,
  };
}

/** Family and address, most significant octet first: the addresses of a network are one range of keys. */
export function addressKey(ip: Ip): Buffer {
  const key = Buffer.alloc(ip.family === 4 ? 5 : 17);
  key[0] = ip.family;
  if (ip.family === 4) {
    key.writeUInt32BE(ip.value, 1);
  } else {
    key.writeBigUInt64BE(ip.value >> 64n, 1);
    key.writeBigUInt64BE(ip.value & 0xffff_ffff_ffff_ffffn, 9);
  }
  return key;
}
