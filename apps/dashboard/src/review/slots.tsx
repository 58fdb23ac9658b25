import type { Review } from '@countersign/client';
import { IconCheck, IconCircleDashed, IconUser, IconUsers, IconX } from '@tabler/icons-react';
import { Exact } from '../parts/exact.tsx';
import { Person } from '../parts/person.tsx';
import { Progress } from '../parts/progress.tsx';
import { Tag } from '../parts/tag.tsx';
import { Age } from '../parts/times.tsx';
import { holderWords } from './review-words.ts';
import { Section } from '../parts/section.tsx';

/** Who decided, and who still may. */
export function Slots({ review }: { readonly review: Review }) {
  const { slots, missing, policy, status } = review;
  const held = new Set(missing.openSlots.filter(({ isHeld }) => isHeld).map(({ index }) => index));
  return (
    <Section title="Approvals" aside={<Progress {...review} />}>
      <ul className="slots">
        {slots.map((slot, index) => (
          <li key={slot.id} className="slot">
            <SlotSign status={slot.status} />
            <div className="stack stack-tight">
              <span className="row">
                {slot.holder.kind === 'user' ? (
                  <IconUser aria-hidden size={16} />
                ) : (
                  <IconUsers aria-hidden size={16} />
                )}
                <strong>
                  <bdi>
                    <Exact text={holderWords(slot.holder)} />
                  </bdi>
                </strong>
                {held.has(index) && <Tag tone="blue">you count for this</Tag>}
                {slot.forced && <Tag tone="red">forced</Tag>}
                {slot.selfApproved && <Tag tone="amber">self-approved</Tag>}
                {slot.voided && <Tag tone="amber">voided by an amendment</Tag>}
              </span>
              <span className="small muted">
                {slot.by !== null && slot.at !== null ? (
                  <>
                    {SLOT_WORDS[slot.status]} by <Person person={slot.by} />, <Age since={slot.at} />
                  </>
                ) : status === 'PENDING' ? (
                  'open'
                ) : (
                  'not decided'
                )}
              </span>
            </div>
          </li>
        ))}
      </ul>
      <p className="small muted">
        {policy.rule === null ? 'No rule matched: the request alone counted.' : `By the rule ${policy.rule}.`}
        {policy.distinctApprovers && ' Each person counts for one slot.'}
        {policy.amending === 'forbidden' && ' It cannot be amended.'}
        {policy.amending === 'second-person' && ' What is amended has to be approved by a second person.'}
      </p>
    </Section>
  );
}

const SLOT_WORDS = {
  PENDING: 'open',
  APPROVED: 'approved',
  REJECTED: 'rejected',
  REVOKED: 'revoked',
} as const;

function SlotSign({ status }: { readonly status: keyof typeof SLOT_WORDS }) {
  const tone = status === 'APPROVED' ? 'green' : status === 'PENDING' ? 'grey' : 'red';
  const Icon = status === 'APPROVED' ? IconCheck : status === 'PENDING' ? IconCircleDashed : IconX;
  return (
    <span className="slot-sign" data-tone={tone}>
      <Icon aria-hidden size={16} />
    </span>
  );
}
