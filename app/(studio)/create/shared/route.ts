/** A shared photo that no service worker took: the form says so. The body isn't read. */
export function POST(): Response {
  return new Response(null, { status: 303, headers: { Location: '/create?shared' } });
}
