/** Where the avatars will be. */
export function AvatarGridSkeleton() {
  return (
    <ul aria-hidden="true" className="grid grid-cols-2 gap-3 sm:grid-cols-3 sm:gap-4 lg:grid-cols-4 xl:grid-cols-5">
      {Array.from({ length: 10 }, (_, place) => place).map((place) => (
        <li key={place} className="skeleton aspect-[2/3] rounded-picture" />
      ))}
    </ul>
  );
}
