/** Where the sandbox says what it does: one line per call. Never a token, never a kubeconfig. */
export type Logger = (line: string) => void;
