/**
 * One word for the shell in the machine. SSH has no argument vectors: what is sent is a line for that shell, and this
 * is the one place where a value becomes a part of it. Throws for NUL, which no shell can hold.
 */
export function quote(text: string): string {
  if (text.includes('\0')) throw new Error('a NUL byte cannot be sent to the shell of a machine');
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
