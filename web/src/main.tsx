import "./styles/tokens.css";
import "./styles/base.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { sessionLost } from "./api/client";
import { reachable } from "./api/connection";
import { expireSession, findSession, session } from "./api/session";
import { App } from "./app";
import { loadPreferences } from "./preferences";
import { startRouting } from "./route";

async function start(): Promise<void> {
  await loadPreferences();
  startRouting();
  effect(() => {
    if (sessionLost.value > 0) expireSession();
  });
  effect(() => {
    // asked again by itself once the box answers
    if (reachable.value && session.peek().state === "unknown") findSession().catch(() => {});
  });
  const place = document.getElementById("app");
  if (place) render(<App />, place);
}

void start();
