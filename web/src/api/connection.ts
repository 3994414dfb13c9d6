/** Whether the box answers. Every request reports here; a failed one starts asking until it answers. */
import { signal } from "@preact/signals";

const ASK_AGAIN_MS = 4000;

export const reachable = signal(true);

let asking = false;

export function answered(): void {
  reachable.value = true;
}

export function failedToAnswer(): void {
  reachable.value = false;
  if (!asking) void askUntilAnswered();
}

async function askUntilAnswered(): Promise<void> {
  asking = true;
  while (!reachable.value) {
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    try {
      await fetch("/api/", { cache: "no-store", headers: { Accept: "application/json" } });
      reachable.value = true;
    } catch {
      // still away
    }
  }
  asking = false;
}
