import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';

/**
 * Disk images as `VBoxManage convertfromraw … --format VMDK` writes them: one sparse file, which grows with what
 * is stored in it (VMware's "monolithicSparse", sectors of 512 bytes, little endian). What is not stored is zero.
 */
const sector = 512;
const grainBytes = 128 * sector;
const entriesPerTable = 512;
const descriptorSectors = 20;
const magic = 'KDMV';

/** Writes an image of `sizeBytes` that begins with `head`; all the rest of it is zero. */
export function writeVmdk(file: string, sizeBytes: number, head: Buffer): void {
  const capacity = Math.ceil(sizeBytes / sector);
  const grains = Math.ceil(sizeBytes / grainBytes);
  const tables = Math.ceil(grains / entriesPerTable);
  const directoryAt = 1 + descriptorSectors;
  const tablesAt = directoryAt + Math.ceil((tables * 4) / sector);
  const grainsAt = roundUp(tablesAt + tables * 4, 128);
  const stored = Math.ceil(head.length / grainBytes);

  const header = Buffer.alloc(sector);
  header.write(magic, 0, 'latin1');
  header.writeUInt32LE(1, 4); // version
  header.writeUInt32LE(3, 8); // new lines are checked, one directory only
  header.writeBigUInt64LE(BigInt(capacity), 12);
  header.writeBigUInt64LE(128n, 20);
  header.writeBigUInt64LE(1n, 28);
  header.writeBigUInt64LE(BigInt(descriptorSectors), 36);
  header.writeUInt32LE(entriesPerTable, 44);
  header.writeBigUInt64LE(BigInt(directoryAt), 56);
  header.writeBigUInt64LE(BigInt(grainsAt), 64);
  header.write('\n \r\n', 73, 'latin1');

  const directory = Buffer.alloc(tables * 4);
  for (let table = 0; table < tables; table += 1) directory.writeUInt32LE(tablesAt + table * 4, table * 4);
  const entries = Buffer.alloc(stored * 4);
  for (let grain = 0; grain < stored; grain += 1) entries.writeUInt32LE(grainsAt + grain * 128, grain * 4);

  const output = openSync(file, 'w');
  try {
    writeSync(output, header, 0, sector, 0);
    writeSync(output, descriptor(path.basename(file), capacity), sector);
    writeSync(output, directory, 0, directory.length, directoryAt * sector);
    writeSync(output, entries, 0, entries.length, tablesAt * sector);
    writeSync(output, head, 0, head.length, grainsAt * sector);
    ftruncateSync(output, (grainsAt + stored * 128) * sector);
  } finally {
    closeSync(output);
  }
}

/** The first `length` bytes of the disk; throws when the file is no such image. */
export function readVmdk(file: string, length: number): Buffer {
  const input = openSync(file, 'r');
  const at = (position: number, count: number): Buffer => {
    const buffer = Buffer.alloc(count);
    readSync(input, buffer, 0, count, position);
    return buffer;
  };
  try {
    const header = at(0, sector);
    if (header.toString('latin1', 0, 4) !== magic) throw new Error(`${file} is no sparse VMDK image`);
    const directoryAt = Number(header.readBigUInt64LE(56));
    const grains = Array.from({ length: Math.ceil(length / grainBytes) }, (_, grain) => {
      const table = at(directoryAt * sector + Math.floor(grain / entriesPerTable) * 4, 4).readUInt32LE();
      const place = at(table * sector + (grain % entriesPerTable) * 4, 4).readUInt32LE();
      return place === 0 ? Buffer.alloc(grainBytes) : at(place * sector, grainBytes);
    });
    return Buffer.concat(grains).subarray(0, length);
  } finally {
    closeSync(input);
  }
}

function descriptor(name: string, capacity: number): string {
  const cylinders = Math.min(16_383, Math.max(1, Math.floor(capacity / (16 * 63))));
  return `# Disk DescriptorFile
version=1
CID=fffffffe
parentCID=ffffffff
createType="monolithicSparse"

# Extent description
RW ${capacity} SPARSE "${name}"

# The disk Data Base
#DDB

ddb.virtualHWVersion = "4"
ddb.adapterType="ide"
ddb.geometry.cylinders="${cylinders}"
ddb.geometry.heads="16"
ddb.geometry.sectors="63"
`;
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
