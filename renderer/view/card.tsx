import type { ComponentChildren, JSX } from 'preact';

interface CardProps {
  readonly title: string;
  readonly id: string;
  readonly side?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A titled part of the panel; a landmark for whoever goes by headings. */
export function Card({ title, id, side, children }: CardProps): JSX.Element {
  return (
    <section class="card" aria-labelledby={`${id}-title`} id={id}>
      <header class="card-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {side}
      </header>
      {children}
    </section>
  );
}

interface RowProps {
  readonly name: string;
  readonly value: string;
  /** A list, of which three lines are shown. */
  readonly isList?: boolean;
}

/** A name and a value; long values are cut, and the whole of them is in the title. */
export function Row({ name, value, isList = false }: RowProps): JSX.Element {
  return (
    <div class="row">
      <dt>{name}</dt>
      <dd class={isList ? 'some' : 'cut'} title={value}>
        {value}
      </dd>
    </div>
  );
}
