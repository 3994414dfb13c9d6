/** A page that is fetched when somebody goes there, so that the library opens sooner. */
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { Failed, Loading } from "./states";

export function lazy<Props extends object>(
  fetchPage: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const page = signal<ComponentType<Props> | null>(null);
  const failure = signal<unknown>(null);
  let asked = false;
  const ask = () => {
    asked = true;
    failure.value = null;
    fetchPage().then(
      (found) => {
        page.value = found;
      },
      (error) => {
        failure.value = error;
      },
    );
  };
  return function Fetched(props: Props) {
    if (!asked) ask();
    const Page = page.value;
    if (Page) return <Page {...props} />;
    return failure.value ? <Failed error={failure.value} onRetry={ask} /> : <Loading />;
  };
}
