import fc from 'fast-check';

import { complaintText } from '../complaint';
import { JUPYTER_NOTEBOOK, kindName, SIMPLE_COMPUTE } from '../kinds';
import { messageText } from '../template';
import { checkDocument, is } from '../validate';

const request = {
  executable: { kind: JUPYTER_NOTEBOOK, location: 'https://example.org/a.ipynb' },
  compute: { kind: SIMPLE_COMPUTE, cores: { min: 1 } }
};

describe('checking a document', () => {
  it('passes what the standard has, and keeps what it does not know', () => {
    expect(is('ExecutionRequest', { ...request, later: { anything: 1 } })).toBe(true);
  });

  it('says where, what was expected and what was found', () => {
    const [complaint] = checkDocument('ExecutionRequest', {
      ...request,
      compute: { kind: SIMPLE_COMPUTE, cores: { min: 'four' } }
    });
    expect(complaint).toBeDefined();
    expect(complaintText(complaint!)).toBe('compute.cores.min must be integer, found "four"');
  });

  it('counts from the right place in lists', () => {
    const [complaint] = checkDocument('ExecutionRequest', {
      ...request,
      data: [{ kind: 'a' }, {}]
    });
    expect(complaint?.path).toBe('data[1]');
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), value => {
        expect(Array.isArray(checkDocument('OfferSetResponse', value))).toBe(true);
      })
    );
  });
});

describe('a message', () => {
  it('fills the holes of its template with its values, and leaves the others', () => {
    expect(messageText({ template: '{a} of {b} at {c}', values: { a: '1', b: '2' } })).toBe(
      '1 of 2 at {c}'
    );
  });

  it('is what the service made of it, where it did', () => {
    expect(messageText({ template: '{a}', message: 'done' })).toBe('done');
  });

  it('does not take names of Object for values', () => {
    expect(messageText({ template: '{constructor}', values: {} })).toBe('{constructor}');
  });
});

describe('the name of a kind', () => {
  it('is its last part', () => {
    expect(kindName(JUPYTER_NOTEBOOK)).toBe('jupyter-notebook');
    expect(kindName('uri:python-program-1.0')).toBe('python-program');
  });
});
