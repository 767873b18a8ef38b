/** A template that cannot be understood or carried out; the message is a sentence for people. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}
