/**
 * The writer's side of the table `name`: gives each text an id, about once a day.
 *
 * Promise: a name is used by the rows of one day alone, so it goes with them, and nothing has to be looked
 * for on the disk when a text comes that is not remembered. Known weakness: a text that was not seen for
 * long, or before a restart, gets a second id in its day.
 */
import { ipFromText, type Ip } from '../../../shared/address/ip.js';
import { lastIn, type Network } from '../../../shared/address/network.js';
import type { Db } from '../open.js';

/** Texts whose ids are remembered: two generations of so many. */
const GENERATION = 50_000;

export interface NameTable {
  idOf(text: string): number;
  /** The id of a word of ours, a rule or an account, which is found by the whole text. */
  termId(text: string): number;
  /** The id of a peer, which is found by its address and network. */
  peerId(text: string): number;
  /** A new day begins, or ids that have been given out do not count: their transaction was undone. */
  forget(): void;
}

export function nameTable(db: Db): NameTable {
  const add = db.prepare('INSERT INTO name (text, term) VALUES (?, ?) RETURNING id').pluck();
  const addAddress = db.prepare('INSERT INTO peer_address VALUES (?, ?)');
  const names = remembered();
  const terms = remembered();
  const peers = remembered();
  return {
    idOf: (text) => names.get(text) ?? names.keep(text, add.get(text, 0) as number),
    termId: (text) => terms.get(text) ?? terms.keep(text, add.get(text, 1) as number),
    peerId(text) {
      const known = peers.get(text);
      if (known !== undefined) return known;
      const id = add.get(text, 0) as number;
      const ip = ipFromText(text);
      if (ip) addAddress.run(id, addressKey(ip));
      return peers.keep(text, id);
    },
    forget() {
      for (const each of [names, terms, peers]) each.clear();
    },
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

/** The keys of the first and the last address of a network. */
export function keysOf(network: Network): readonly [Buffer, Buffer] {
  return [addressKey(network.ip), addressKey(lastIn(network))];
}

/** Ids of the texts that were used last; what is used goes on being remembered. */
function remembered() {
  let young = new Map<string, number>();
  let old = new Map<string, number>();
  function keep(text: string, id: number): number {
    if (young.size >= GENERATION) {
      old = young;
      young = new Map();
    }
    young.set(text, id);
    return id;
  }
  return {
    keep,
    get(text: string): number | undefined {
      const id = young.get(text);
      if (id !== undefined) return id;
      const older = old.get(text);
      return older === undefined ? undefined : keep(text, older);
    },
    clear() {
      young = new Map();
      old = new Map();
    },
  };
}
