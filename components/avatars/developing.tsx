import type { GenerationView } from '@/lib/views';

/** A picture that is not there yet: the selfie, out of focus, that grows clearer as the drawing goes on. */
export function Developing({ view }: { view: GenerationView }) {
  const clear = view.status === 'drawing' ? view.progress / 100 : 0;
  return (
    <div
      className="skeleton relative overflow-hidden rounded-picture"
      style={{ aspectRatio: `${view.width} / ${view.height}` }}
    >
      {view.selfieId !== null && (
        <img
          src={`/images/selfies/${view.selfieId}`}
          alt=""
          className="absolute inset-0 size-full scale-115 object-cover transition-[filter,opacity] duration-1000"
          style={{ filter: `blur(${24 - 14 * clear}px)`, opacity: 0.3 + 0.35 * clear }}
        />
      )}
    </div>
  );
}
