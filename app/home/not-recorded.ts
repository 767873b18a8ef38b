/** A change that was not begun, because the journal could not be written. The message is a sentence. */
export class NotRecorded extends Error {
  override readonly name = 'NotRecorded';
}
