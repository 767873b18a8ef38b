export type ChangeResult =
  | { readonly kind: 'done' }
  /** The user may not do this: a fact about the machine, not a failure. */
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      /** It was made, every command said so, and it did not stand: somebody else undid it meanwhile. */
      readonly undone?: true;
    };
