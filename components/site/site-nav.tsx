/** Create and Avatars as plain links: pages that only show something carry no JavaScript of ours. */
export function SiteNav() {
  return (
    <>
      <a href="/create" className="button button-bare">
        Create
      </a>
      <a href="/avatars" className="button button-bare">
        Avatars
      </a>
    </>
  );
}
