import type { JSX } from 'preact';

interface ContainersProps {
  readonly containers: readonly { readonly name: string; readonly image: string }[];
}

/** Which containers a restart of the engine would stop. */
export function Containers({ containers }: ContainersProps): JSX.Element {
  if (containers.length === 0) return <p>Which containers it would stop is not known.</p>;
  const count = containers.length === 1 ? '1 running container' : `${containers.length} running containers`;
  return (
    <>
      <p>The restart stops {count}:</p>
      <ul class="containers" tabIndex={0} aria-label="Containers that would stop">
        {containers.map(({ name, image }) => (
          <li key={name}>
            <strong class="cut" title={name}>
              {name}
            </strong>
            <span class="dim cut" title={image}>
              {image}
            </span>
          </li>
        ))}
      </ul>
      <p class="dim">Those with a restart policy come back by themselves; the others stay stopped.</p>
    </>
  );
}
