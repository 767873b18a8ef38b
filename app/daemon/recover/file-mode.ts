import { modeOf } from '../../doctor/checks/file-mode.ts';
import { made, notMade, type Cut, type Found } from './found.ts';

/** One chmod: the file has the permissions it was to have, or it has not. */
export async function recoverFileMode({ entry }: Cut): Promise<Found> {
  const { file, after } = entry.undo;
  const now = await modeOf(file);
  const text = now === undefined ? `${String(file)} is not there` : `${String(file)} has ${now}`;
  return now === after ? made(text) : notMade(text);
}
