import { CommandError, exitCodes } from '../exit-codes.ts';
import type { Data } from './evaluate.ts';
import { compile } from './template.ts';
import { TemplateError } from './template-error.ts';

/** The template filled from the data; a mistake in it is a mistake of the command line. */
export function filled(template: string, data: Data): string {
  try {
    return compile(template)(data);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new CommandError('usage', `the template cannot be used: ${error.message}`, {
      hint: "an example: --format '{{.Name}}'",
      exitCode: exitCodes.usage,
    });
  }
}
