import * as m from '@/messages/compiled/common';

export default function LoadingCreate() {
  return (
    // As high as the window: the footer, in sight, would jump when the page comes.
    <div className="mx-auto min-h-dvh w-full max-w-7xl px-4 pt-4 sm:px-8 sm:pt-10">
      <h1 className="mb-8 text-3xl sm:text-4xl">{m.createAvatars()}</h1>
      <p role="status" className="sr-only">
        {m.loading()}
      </p>
      <div aria-hidden="true" className="grid max-w-[34rem] gap-10">
        <div className="skeleton h-60 rounded-picture" />
        <div className="grid grid-cols-3 gap-3">
          <div className="skeleton aspect-[4/5] rounded-print" />
          <div className="skeleton aspect-[4/5] rounded-print" />
        </div>
        <div className="skeleton h-28 rounded-control" />
      </div>
    </div>
  );
}
