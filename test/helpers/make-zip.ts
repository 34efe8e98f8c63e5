/** Zips for tests, byte by byte, so that they can be as no program would make them. */
import { crc32, deflateRawSync } from 'node:zlib';

/** One entry. */
export interface MadeEntry {
  /** Bytes for a name that is no UTF-8. */
  name: string | Buffer;
  content?: string | Buffer;
  /** 8 (deflate) without it; 0 is stored, 14 is LZMA, which nobody reads here. */
  method?: number;
  /** General purpose bits: 0x800 (the name is UTF-8) without it, 0x1 is encrypted. */
  flags?: number;
  /** The Unix mode; that of a plain file without it. */
  mode?: number;
  /** On this machine's clock. */
  modified?: Date;
  /** What the directory says of its size and checksum, when that is a lie. */
  size?: number;
  crc?: number;
}

/** A zip with these entries; with `before`, its first bytes are others, as of a program that unpacks itself. */
export function makeZip(entries: readonly MadeEntry[], before = ''): Buffer {
  const files: Buffer[] = [Buffer.from(before)];
  const directory: Buffer[] = [];
  let offset = Buffer.byteLength(before);
  for (const { name, content = '', method = 8, flags = 0x800, mode = 0o100644, modified, size, crc } of entries) {
    const plain = Buffer.from(content);
    const packed = method === 8 ? deflateRawSync(plain, { level: 9 }) : plain;
    const nameBytes = Buffer.from(name);
    const [date, time] = dosTime(modified ?? new Date(2026, 10, 30, 12));
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(flags, 2);
    shared.writeUInt16LE(method, 4);
    shared.writeUInt16LE(time, 6);
    shared.writeUInt16LE(date, 8);
    shared.writeUInt32LE(crc ?? crc32(plain), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(size ?? plain.length, 18);
    shared.writeUInt16LE(nameBytes.length, 22);
    const file = Buffer.concat([Buffer.from('PK\u0003\u0004'), shared, nameBytes, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((mode << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\u0001\u0002'), Buffer.from([20, 3]), shared, rest, nameBytes);
    files.push(file);
    offset += file.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, listed, end]);
}

function dosTime(at: Date): [date: number, time: number] {
  return [
    ((at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate(),
    (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1),
  ];
}
