import { DeadEnd } from '@/components/site/dead-end';

export default function SharedNotFound() {
  return (
    <main id="main">
      <DeadEnd
        title="This link shows nothing"
        links={
          <>
            <a href="/create" className="button button-ink">
              Make your own
            </a>
            <a href="/" className="button button-line">
              What is Selfsame?
            </a>
          </>
        }
      >
        Its owner may have stopped sharing, or the address is not complete. Ask for a new link.
      </DeadEnd>
    </main>
  );
}
