/**
 * What pages are given of records: the shapes that the data layer selects and components show. Dates are ISO
 * strings, so that a view means the same in a page, an action's answer and an event.
 */
import type { Setting, Style } from './limits.ts';

export type SelfieView = {
  id: string;
  width: number;
  height: number;
  createdAt: string;
};

/** Around a face, in parts of the photo's width and height. */
export type FaceBox = { x: number; y: number; width: number; height: number };

/** What a photo is found to be before it is sent; all empty when nothing stands against it. */
export type FaceCheck = {
  /** Why it can't be drawn from. */
  refusal: 'no_face' | 'face_too_small' | 'face_cut_off' | 'face_too_dark' | 'face_blurred' | null;
  /** What would make it better; it can be drawn from all the same. */
  advice: 'bright' | 'shoulders' | null;
  /** Those to choose from, from left to right, when there are several. */
  faces: FaceBox[];
};

export type AvatarView = {
  id: string;
  generationId: string;
  style: Style;
  width: number;
  height: number;
  /** A tiny picture as a data: address, shown blurred until the real one has loaded. */
  placeholder: string;
  favourite: boolean;
  /** Asked for by API. */
  byApi: boolean;
  createdAt: string;
};

/** Which avatars of the history are shown; what isn't given leaves nothing out. */
export type HistoryFilter = {
  show: 'all' | 'favourites' | 'shared' | 'trash';
  style?: Style | undefined;
  /** Words that the prompt must contain. */
  search?: string | undefined;
};

export type GenerationStatus = 'queued' | 'drawing' | 'finished' | 'failed' | 'cancelled';

export type GenerationView = {
  id: string;
  selfieId: string | null;
  /** The same for those that were asked for together, one in each style. */
  sheetId: string | null;
  status: GenerationStatus;
  style: Style;
  prompt: string;
  samples: number;
  width: number;
  height: number;
  /** 0–100. */
  progress: number;
  /** Generations ahead of this one while it is queued; `null` otherwise. */
  place: number | null;
  /** Estimate until finished; `null` when unknown. */
  etaSeconds: number | null;
  /** Set when `failed`: one sentence, and whether asking again may help. */
  failure: { message: string; retryable: boolean } | null;
  /** Words of the prompt that the engine used and did not use; `null` when the engine doesn't say. */
  words: { used: string[]; unused: string[] } | null;
  avatars: AvatarView[];
  createdAt: string;
};

/** One avatar with all that made it, for its own page. */
export type AvatarDetail = AvatarView & {
  engine: 'embedded' | 'face_gen';
  prompt: string;
  negativePrompt: string;
  steps: number;
  guidance: number;
  faceStrength: number;
  seed: number | null;
  /** 0–100: how much its face is the selfie's; `null` where that says nothing or couldn't be told. */
  likeness: number | null;
  safetyChecker: boolean;
  settings: readonly Setting[];
  words: { used: string[]; unused: string[] } | null;
  selfieId: string | null;
  /** Its style sheet's avatars, itself among them, in the order of the styles; empty when it was asked for alone. */
  sheet: AvatarView[];
  /** Neighbours in the history, newest first. */
  newerId: string | null;
  olderId: string | null;
};

export type AvatarPage = {
  avatars: AvatarView[];
  /** Cursor of the next, older page; `null` at the end. */
  nextCursor: string | null;
};

/** A share link, for its owner. */
export type ShareLinkView = {
  slug: string;
  /** `/s/…` */
  path: string;
  /** Avatars that it shows; those in the trash don't count. */
  count: number;
  /** `null` = it doesn't end. */
  expiresAt: string | null;
  hasExpired: boolean;
  hasPassword: boolean;
  showsPrompt: boolean;
  showsSelfie: boolean;
  allowsDownload: boolean;
};

/** What a stranger with a share link sees. */
export type SharedView =
  | { status: 'locked'; slug: string }
  | { status: 'open'; slug: string; allowsDownload: boolean; avatars: SharedAvatar[] };

export type SharedAvatar = {
  /** Its place in the link, part of its picture's address. */
  position: number;
  style: Style;
  width: number;
  height: number;
  placeholder: string;
  /** `null` = there is none, or its owner keeps it. */
  prompt: string | null;
  hasSelfie: boolean;
};

/** Generations of one day (UTC). */
export type Usage = { used: number; limit: number };

/** An account elsewhere by which people sign in. */
export type SignInProvider = { id: 'oidc' | 'google' | 'github'; name: string };

/** A person, for themselves. */
export type AccountView = {
  isMember: boolean;
  /** Since when they are a member, or a guest. */
  since: string;
  /** Proven to be theirs. */
  email: string | null;
  name: string | null;
  /** New selfies are deleted right after use. */
  deletesSelfies: boolean;
  /** Accounts elsewhere by which they sign in; `address` is only what the provider calls them. */
  identities: { provider: string; address: string | null }[];
  /** Browsers that are signed in. */
  sessions: number;
  /** What is kept for them, by number. */
  holdings: { selfies: number; generations: number; avatars: number; shareLinks: number };
};

/** What was removed with a person, each counted as it went, and what was still found when that was looked for. */
export type ErasureReceipt = {
  finishedAt: string;
  removed: {
    selfies: number;
    generations: number;
    avatars: number;
    shareLinks: number;
    sessions: number;
    files: number;
    jobs: number;
  };
  left: { rows: number; files: number; jobs: number };
};

/** An API key, for its owner; the key itself isn't kept. */
export type ApiKeyView = {
  id: string;
  name: string;
  /** Its first characters. */
  prefix: string;
  /** Generations in a day; `null` = as many as its owner may ask for. */
  dailyLimit: number | null;
  /** Checks the signature of webhooks. */
  signingSecret: string;
  createdAt: string;
  lastUsedAt: string | null;
};

/** The news of a request's end, on its way to its webhook. */
export type DeliveryView = {
  id: string;
  requestId: number;
  url: string;
  status: 'pending' | 'delivered' | 'failed';
  attempts: number;
  /** What the latest attempt met; `null` before the first, and when all is well. */
  problem: string | null;
  createdAt: string;
  triedAt: string | null;
};

/** One parameter of a request, for people to read. */
export type ParameterFact = {
  name: string;
  /** `integer`, `string`, `boolean`, … */
  type: string;
  required: boolean;
  /** In words: `64–512`, `realistic, anime, …`; empty where there is none. */
  limits: string;
  /** What stands for it when it is left out; empty where nothing does. */
  usual: string;
  description: string;
};

/** The answer of every server action: a value, or one sentence and the fields it belongs to. */
export type ActionResult<T> =
  | { status: 'ok'; value: T }
  | { status: 'error'; message: string; fields: Record<string, string> };
