import { chownSync, existsSync, readFileSync } from 'node:fs';
import { error, ok, optionOf, syntaxError, type VBoxAnswer } from '../../app/testing/vbox-answers.ts';
import { macUser } from './names.ts';
import { writeVmdk } from './vmdk.ts';

/**
 * `VBoxManage convertfromraw <file> <image> [<bytes>] --format VMDK`. The command in the Mac's PATH has put the
 * beginning of its standard input into the file.
 */
export function convertFromRaw(words: readonly string[]): VBoxAnswer {
  const [raw = '', image = '', bytes = ''] = words;
  const format = optionOf(words, '--format') ?? 'VDI';
  if (!/^\d+$/.test(bytes)) return syntaxError('Missing size argument for conversion from standard input');
  if (format !== 'VMDK') return error(`The lab writes VMDK images only, and not "${format}"`);
  if (existsSync(image)) return error(`Cannot create the disk image "${image}": VERR_ALREADY_EXISTS`);
  try {
    writeVmdk(image, Number(bytes), readFileSync(raw));
  } catch (failure) {
    return error(`Cannot create the disk image "${image}": ${(failure as Error).message}`);
  }
  chownSync(image, macUser.uid, macUser.gid);
  return ok(
    `Converting from raw image file="stdin" to file="${image}"...\nCreating dynamic image with size ${bytes} bytes (${Math.ceil(Number(bytes) / 2 ** 20)}MB)...\n`,
  );
}
