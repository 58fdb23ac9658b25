import { Checkbox, NativeSelect, Switch, Textarea, TextInput } from '@mantine/core';
import { Section } from '../parts/section.tsx';
import { Group, Labels, Names, SpanInput } from './form-parts.tsx';
import type { RuleForm } from './rule-form.ts';
import type { Faults } from './rule-places.ts';

export interface RuleFieldsProps {
  readonly form: RuleForm;
  readonly faults: Faults;
  readonly isNew: boolean;
  readonly known: Readonly<Record<'kinds' | 'actions' | 'groups', readonly string[]>> | undefined;
  readonly onChange: (change: Partial<RuleForm>) => void;
}

export function NameFields({ form, faults, isNew, onChange }: RuleFieldsProps) {
  return (
    <Section title="The rule">
      {isNew && (
        <div data-field="name">
          <TextInput
            label="Name"
            required
            description="Letters, digits, dots, underscores and hyphens; it stays"
            error={faults.name}
            maxLength={64}
            autoComplete="off"
            spellCheck={false}
            value={form.name}
            onChange={(event) => onChange({ name: event.currentTarget.value })}
          />
        </div>
      )}
      <div data-field="description">
        <Textarea
          label="Description"
          description="Why there is this rule, for everybody to read"
          error={faults.description}
          autosize
          minRows={1}
          maxRows={6}
          value={form.description}
          onChange={(event) => onChange({ description: event.currentTarget.value })}
        />
      </div>
      <div data-field="priority" className="rule-short">
        <TextInput
          label="Priority"
          description="The lowest is tried first; equal ones by name"
          error={faults.priority}
          inputMode="numeric"
          value={form.priority}
          onChange={(event) => onChange({ priority: event.currentTarget.value })}
        />
      </div>
    </Section>
  );
}

/** Every part must hold; an empty one holds for all. */
export function MatchFields({ form, faults, known, onChange }: RuleFieldsProps) {
  return (
    <Section title="Which requests it is for">
      <p className="small muted">All of this must hold. What is left empty holds for every request.</p>
      <div className="rule-pair">
        <Names
          field="kinds"
          label="Kinds"
          placeholder="every kind"
          fault={faults.kinds}
          known={known?.kinds}
          value={form.kinds}
          onChange={(kinds) => onChange({ kinds })}
        />
        <Names
          field="actions"
          label="Actions"
          placeholder="every action"
          fault={faults.actions}
          known={known?.actions}
          value={form.actions}
          onChange={(actions) => onChange({ actions })}
        />
      </div>
      <div className="rule-pair">
        <Labels
          field="allOf"
          label="Every one of these labels"
          fault={faults.allOf}
          value={form.allOf}
          onChange={(allOf) => onChange({ allOf })}
        />
        <Labels
          field="anyOf"
          label="At least one of these labels"
          fault={faults.anyOf}
          value={form.anyOf}
          onChange={(anyOf) => onChange({ anyOf })}
        />
      </div>
    </Section>
  );
}

const AMENDING = [
  { value: '', label: 'As the action has it' },
  { value: 'allowed', label: 'Allowed' },
  { value: 'second-person', label: 'Needs the approval of a second person' },
  { value: 'forbidden', label: 'Forbidden' },
];
const REASONS = ['approve', 'reject', 'revoke', 'force'] as const;

export function ApprovalFields({ form, faults, known, onChange }: RuleFieldsProps) {
  const { groups, reasonRequired } = form;
  return (
    <Section title="Who has to approve">
      <Names
        field="groups"
        label="Slots"
        description="One approval for each: a group, user:<id> for somebody, * for any reviewer"
        placeholder="one slot, open to any reviewer"
        fault={faults.groups}
        known={known?.groups}
        value={groups}
        onChange={(names) => onChange({ groups: names })}
      />
      <div className="rule-pair">
        <div data-field="minApprovals">
          <TextInput
            label="Approvals needed"
            description={`Of ${groups.length || 1} ${groups.length > 1 ? 'slots' : 'slot'}; more than there are counts as all`}
            placeholder="all slots"
            error={faults.minApprovals}
            inputMode="numeric"
            value={form.minApprovals}
            onChange={(event) => onChange({ minApprovals: event.currentTarget.value })}
          />
        </div>
        <div data-field="amending">
          <NativeSelect
            label="Amending"
            description="Whether approvers may change the content"
            error={faults.amending}
            value={form.amending ?? ''}
            data={AMENDING}
            onChange={(event) =>
              onChange({ amending: (event.currentTarget.value || null) as RuleForm['amending'] })
            }
          />
        </div>
      </div>
      <Switch
        label="One person counts for one slot"
        checked={form.distinctApprovers}
        onChange={(event) => onChange({ distinctApprovers: event.currentTarget.checked })}
      />
      <Switch
        label="Administrators never approve their own requests"
        description="Otherwise they may, in slots of groups that they are in, and it is marked"
        checked={form.forbidAdminSelfApproval}
        onChange={(event) => onChange({ forbidAdminSelfApproval: event.currentTarget.checked })}
      />
      <Group field="reasonRequired" label="A reason is needed to" fault={faults.reasonRequired}>
        <div className="row rule-reasons">
          {REASONS.map((what) => (
            <Checkbox
              key={what}
              label={what}
              checked={reasonRequired.includes(what)}
              onChange={({ currentTarget: { checked } }) =>
                onChange({
                  reasonRequired: REASONS.filter((one) =>
                    one === what ? checked : reasonRequired.includes(one),
                  ),
                })
              }
            />
          ))}
        </div>
      </Group>
      <Names
        field="forceApprovalGroups"
        label="Groups that may force"
        description="Break-glass: any member decides alone, at once, and it is marked as forced for good"
        placeholder="nobody"
        fault={faults.forceApprovalGroups}
        known={known?.groups}
        value={form.forceApprovalGroups}
        onChange={(forceApprovalGroups) => onChange({ forceApprovalGroups })}
      />
    </Section>
  );
}

const USES = [
  { value: '', label: 'As the request has it' },
  { value: 'onetime', label: 'Once' },
  { value: 'jit', label: 'Any number of times for a while' },
];

export function TimeFields({ form, faults, onChange }: RuleFieldsProps) {
  return (
    <Section title="For how long">
      <div className="rule-pair rule-pair-wide">
        <SpanInput
          field="ttlSeconds"
          label="Pending at most"
          description="Then it expires"
          placeholder="as the request has it"
          fault={faults.ttlSeconds}
          value={form.ttl}
          onChange={(ttl) => onChange({ ttl })}
        />
        <SpanInput
          field="grantTtlSeconds"
          label="An approval is good for"
          description="Where no access is asked for by length"
          placeholder="24 h, or 15 min"
          fault={faults.grantTtlSeconds}
          value={form.grantTtl}
          onChange={(grantTtl) => onChange({ grantTtl })}
        />
        <SpanInput
          field="accessDurationSeconds"
          label="Access at most"
          description="A request may ask for less"
          placeholder="as the request has it"
          fault={faults.accessDurationSeconds}
          value={form.accessDuration}
          onChange={(accessDuration) => onChange({ accessDuration })}
        />
        <div data-field="type">
          <NativeSelect
            label="It may be executed"
            description="Whatever the request says"
            error={faults.type}
            value={form.type ?? ''}
            data={USES}
            onChange={(event) => onChange({ type: (event.currentTarget.value || null) as RuleForm['type'] })}
          />
        </div>
      </div>
      <Group
        field="timeWindow"
        label="Only at this time of each day (UTC)"
        description="An end before the start is on the next day"
        fault={faults.timeWindow}
      >
        <div className="row">
          <TextInput
            type="time"
            aria-label="From, UTC"
            value={form.from}
            onChange={(event) => onChange({ from: event.currentTarget.value })}
          />
          <span className="muted">to</span>
          <TextInput
            type="time"
            aria-label="Until, UTC"
            value={form.until}
            onChange={(event) => onChange({ until: event.currentTarget.value })}
          />
        </div>
      </Group>
    </Section>
  );
}
