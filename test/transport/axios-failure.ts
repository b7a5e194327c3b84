import { type AxiosError, isAxiosError } from 'axios';

/** What a promise rejects with, as the axios error it must be. */
export async function axiosFailure(call: Promise<unknown>): Promise<AxiosError> {
  try {
    await call;
  } catch (error) {
    if (isAxiosError(error)) return error;
    throw error;
  }
  throw new Error('the call resolved');
}
