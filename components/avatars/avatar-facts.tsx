import type { ReactNode } from 'react';
import { STYLE_NAMES } from '@/lib/limits';
import type { AvatarDetail } from '@/lib/views';
import * as m from '@/messages/compiled/avatar';
import * as common from '@/messages/compiled/common';
import { formatDate } from '@/messages/locale';
import { WordsUsed } from './words-used';

const QUALITY: Record<number, () => string> = { 21: common.draft, 31: common.good, 41: common.best };

/** What made an avatar, in plain words; only the settings that its engine honoured. */
export function AvatarFacts({ avatar }: { avatar: AvatarDetail }) {
  const has = (setting: AvatarDetail['settings'][number]) => avatar.settings.includes(setting);
  return (
    <dl className="grid grid-cols-2 gap-4">
      <Fact name={common.prompt()} wide>
        <p className="wrap-anywhere whitespace-pre-line">{avatar.prompt === '' ? m.noPrompt() : avatar.prompt}</p>
        {avatar.words !== null && <WordsUsed words={avatar.words} />}
      </Fact>
      {has('negativePrompt') && avatar.negativePrompt !== '' && (
        <Fact name={m.leftOut()} wide>
          <span className="wrap-anywhere">{avatar.negativePrompt}</span>
        </Fact>
      )}
      <Fact name={common.style()}>{STYLE_NAMES[avatar.style]}</Fact>
      <Fact name={common.size()}>
        {avatar.width} × {avatar.height}
      </Fact>
      {has('steps') && (
        <Fact name={common.quality()}>
          {(QUALITY[avatar.steps] ?? m.ownQuality)()}, {common.steps({ count: avatar.steps })}
        </Fact>
      )}
      {avatar.likeness !== null && <Fact name={m.likeness()}>{describeLikeness(avatar.likeness)}</Fact>}
      {has('seed') && avatar.seed !== null && <Fact name={common.seed()}>{avatar.seed}</Fact>}
      {has('guidance') && <Fact name={common.guidance()}>{avatar.guidance}</Fact>}
      {has('faceStrength') && <Fact name={common.faceStrength()}>{avatar.faceStrength}</Fact>}
      {has('safetyChecker') && <Fact name={common.safetyChecker()}>{avatar.safetyChecker ? m.on() : m.off()}</Fact>}
      <Fact name={m.drawnBy()}>{avatar.engine === 'embedded' ? m.thisServer() : 'face_gen'}</Fact>
      {avatar.byApi && <Fact name={m.askedBy()}>{m.aProgram()}</Fact>}
      <Fact name={m.madeOn()}>
        <time dateTime={avatar.createdAt}>
          {formatDate(avatar.createdAt, { day: 'numeric', month: 'long', year: 'numeric' })}
        </time>
      </Fact>
    </dl>
  );
}

/** At 50 the network would part one person from another. */
function describeLikeness(likeness: number): string {
  const describe = likeness >= 80 ? m.clearlyYou : likeness >= 50 ? m.recognisablyYou : m.freelyDrawn;
  return describe({ likeness });
}

function Fact({ name, wide = false, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={wide ? 'col-span-2' : ''}>
      <dt className="text-sm text-ink-soft">{name}</dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  );
}
