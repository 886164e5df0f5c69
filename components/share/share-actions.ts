import type { ActionResult, ShareLinkView } from '@/lib/views';

/** What an owner sets of a link; what isn't given stays as it is. */
export type ShareWish = {
  slug: string;
  days?: 1 | 7 | 30 | null;
  password?: string | null;
  showsPrompt?: boolean;
  showsSelfie?: boolean;
  allowsDownload?: boolean;
};

/** The server's answers to sharing; pages pass them in. */
export type ShareActions = {
  share: (ids: string[]) => Promise<ActionResult<ShareLinkView>>;
  change: (wish: ShareWish) => Promise<ActionResult<ShareLinkView>>;
  stop: (slug: string) => Promise<ActionResult<unknown>>;
};
