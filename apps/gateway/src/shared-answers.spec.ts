import type { OpenAPIObject } from '@nestjs/swagger';
import { withSharedAnswers } from './shared-answers';

const content = { 'application/json': { schema: { $ref: '#/components/schemas/AccessError' } } };
const told = { '200': { description: 'good' }, '401': { description: 'no', content } };

const documentWith = (method: string, operation: object): OpenAPIObject =>
  ({ paths: { '/a': { [method]: operation } } }) as unknown as OpenAPIObject;

function answersOf(method: 'get' | 'post', operation: object): Readonly<Record<string, object>> {
  const { paths } = withSharedAnswers(documentWith(method, operation));
  return paths['/a']?.[method]?.responses as Readonly<Record<string, object>>;
}

describe('the answers that every operation of an API may give', () => {
  it('are told with the body of its 401', () => {
    const answers = answersOf('get', { tags: ['access'], responses: told });
    expect(Object.keys(answers)).toEqual(['200', '400', '401', '503']);
    expect(answers['503']).toEqual({ description: expect.stringMatching(/Retry-After/) as string, content });
  });

  it('are more of a write, and of one with a body', () => {
    const answers = answersOf('post', { tags: ['outputs'], requestBody: {}, responses: told });
    expect(Object.keys(answers)).toEqual(['200', '401', '403', '413', '503']);
  });

  it('leave what is told already, and what is of no API', () => {
    const own = { description: 'its own' };
    expect(answersOf('get', { tags: ['native'], responses: { ...told, '503': own } })['503']).toBe(own);
    expect(answersOf('get', { tags: ['operations'], responses: told })).toEqual(told);
  });
});
