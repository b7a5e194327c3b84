/** Equal to package.json's (a test says so); told by `/version`, the metrics and the logs. */
export const VERSION = '0.1.0';
