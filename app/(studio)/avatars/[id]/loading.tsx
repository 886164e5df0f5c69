export default function LoadingAvatar() {
  return (
    <div className="mx-auto w-full max-w-6xl px-4 sm:px-8">
      <p role="status" className="sr-only">
        Loading
      </p>
      <div aria-hidden="true" className="mb-2 h-11" />
      <div aria-hidden="true" className="grid gap-x-14 gap-y-8 md:grid-cols-[minmax(0,30rem)_minmax(18rem,1fr)]">
        <div className="skeleton aspect-[2/3] rounded-picture" />
        <div className="grid content-start gap-4 md:pt-4">
          <div className="skeleton h-10 w-40 rounded-control" />
          <div className="skeleton mt-4 h-11 rounded-control" />
          <div className="skeleton h-11 rounded-control" />
        </div>
      </div>
    </div>
  );
}
