/** Adds a moment to a binary heap that has the earliest on top. */
export function pushMoment(heap: number[], value: number): void {
  let index = heap.push(value) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if ((heap[parent] ?? 0) <= value) break;
    heap[index] = heap[parent] ?? 0;
    index = parent;
  }
  heap[index] = value;
}

/** Takes the earliest moment from the heap. */
export function popMoment(heap: number[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    if (left >= heap.length) break;
    const child = (heap[left + 1] ?? Infinity) < (heap[left] ?? 0) ? left + 1 : left;
    if ((heap[child] ?? 0) >= last) break;
    heap[index] = heap[child] ?? 0;
    index = child;
  }
  heap[index] = last;
}
