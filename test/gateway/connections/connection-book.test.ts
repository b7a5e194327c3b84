/**
 * Goal: whoever fills a listener with idle connections loses those, and nobody else is shut out; a
 * connection whose request is being answered is never closed for another.
 * Method: the book alone, with names for connections.
 */
import { describe, expect, it } from 'vitest';

import { createConnectionBook } from '../../../src/gateway/connections/connection-book.ts';

const open = (perSourceMax: number, max: number, arriving: readonly string[] = []) =>
  createConnectionBook<string>({ perSourceMax, max }, (name) => arriving.includes(name));

describe('a source that is at its cap', () => {
  it('loses its longest silent connection to each new one', () => {
    const book = open(2, 100);

    expect(['a', 'b', 'c', 'd'].map((name) => book.enter(name, 'x'))).toEqual([
      null,
      null,
      'a',
      'b',
    ]);
    expect(book.size).toBe(2);
  });

  it('loses a resting one before one that sends, and a silent one before both', () => {
    const book = open(3, 100, ['sends']);
    for (const name of ['sends', 'rests', 'silent']) book.enter(name, 'x');
    book.note('sends', 'asking');
    book.note('rests', 'resting');

    const closed = ['n1', 'n2', 'n3'].map((name) => {
      const gone = book.enter(name, 'x');
      book.note(name, 'asking');
      return gone;
    });

    expect(closed).toEqual(['silent', 'rests', 'sends']);
  });

  it('is refused the new one where all the others are being answered', () => {
    const book = open(1, 100);
    book.enter('asks', 'x');
    book.note('asks', 'asking');

    expect(book.enter('new', 'x')).toBe('new');
    expect(book.size).toBe(1);
  });

  it('takes nothing from another source', () => {
    const book = open(1, 100);
    book.enter('theirs', 'y');
    book.enter('a', 'x');

    expect(book.enter('b', 'x')).toBe('a');
    expect(book.unowed()).toEqual(['theirs', 'b']);
  });
});

describe('a listener that is full', () => {
  it('closes the oldest idle connection of whoever holds most', () => {
    const book = open(10, 3);
    book.enter('few', 'y');
    book.enter('many-1', 'x');
    book.enter('many-2', 'x');

    expect(book.enter('new', 'z')).toBe('many-1');
    expect(book.size).toBe(3);
  });
});

describe('what is owed', () => {
  it('is an answer to a whole request, and nothing else', () => {
    const book = open(10, 10, ['sends']);
    for (const name of ['silent', 'sends', 'waits']) book.enter(name, 'x');
    book.note('sends', 'asking');
    book.note('waits', 'asking');

    expect(book.unowed()).toEqual(['silent', 'sends']);
  });

  it('forgets who has left, also when something is noted of it afterwards', () => {
    const book = open(10, 10);
    book.enter('a', 'x');
    book.leave('a');
    book.note('a', 'resting');

    expect([book.size, book.unowed()]).toEqual([0, []]);
  });
});
