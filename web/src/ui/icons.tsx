/** Line icons on a 24 grid, drawn for this page. Decorative: the control carries the name. */
import type { JSX } from "preact";

const PATHS = {
  add: "M12 5v14M5 12h14",
  alert: "M12 4 3 19.5h18zM12 10v4.5M12 17v.01",
  archive: "M4 5h16v4H4zM5.5 9v10h13V9M10 13h4",
  back: "m14.5 5-7 7 7 7",
  camera: "M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z",
  check: "m5 12.5 4.5 4.5L19 7.5",
  clock: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 7.5V12l3 2",
  close: "m6 6 12 12M18 6 6 18",
  copy: "M9 9h10v11H9zM15 9V4.5H5V15h4",
  down: "m6 9 6 6 6-6",
  download: "M12 4v11m-4.5-4L12 15.5 16.5 11M5 19.5h14",
  file: "M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5",
  filter: "M4 6.5h16M7 12h10M10 17.5h4",
  fit: "M4 5v14M20 5v14M8 12h8M10.5 9.5 8 12l2.5 2.5M13.5 9.5 16 12l-2.5 2.5",
  forward: "m9.5 5 7 7-7 7",
  grid: "M5 5h5.5v5.5H5zM13.5 5H19v5.5h-5.5zM5 13.5h5.5V19H5zM13.5 13.5H19V19h-5.5z",
  home: "M4 11.5 12 5l8 6.500M6 10v9.5h4.5V15h3v4.500H18V10",
  keyboard: "M3 7h18v10.5H3zM6.5 10.5h.01M10 10.5h.01M13.5 10.5h.01M17 10.5h.01M8 14.200h8",
  library: "M5 4.5h5.5v7H5zM13.5 4.5H19v7h-5.5zM5 14.5h5.5v5H5zM13.5 14.5H19v5h-5.5z",
  list: "M4 6h3v3H4zM10 7.5h10M4 15h3v3H4zM10 16.5h10",
  minus: "M5 12h14",
  offline:
    "M4 4l16 16M8.5 15.5a5 5 0 0 1 6 0M5.5 12a9 9 0 0 1 5-2.400M2.5 8.5a14 14 0 0 1 4.5-2.700M12 19h.01M14.5 9.900a9 9 0 0 1 4 2.100M11 5a14 14 0 0 1 10.5 3.5",
  people:
    "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3.5 19a5.5 5.5 0 0 1 11 0M16 11a2.500 2.500 0 1 0-1-4.800M16.500 13.500a4.500 4.500 0 0 1 4 5.500",
  retry: "M19 12a7 7 0 1 1-2.2-5.100M19 3.5v4.5h-4.5",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 20 20",
  settings:
    "M4 7h9m5 0h2M4 17h3m5 0h8M15.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM9.5 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  table: "M4 5.5h16v13H4zM4 10h16M10 5.5v13",
  tag: "M4 4.5h7.5l8.5 8.5-7 7L4.5 11.5zM8 8.5h.01",
  trash: "M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 12.5h9l1-12.5M10 10.5v5.5M14 10.5v5.5",
  tray: "M4 13.5h4.5L10 16h4l1.5-2.5H20V19H4zM4 13.5 7 5h10l3 8.5",
} as const;

export type IconName = keyof typeof PATHS;

interface Props {
  name: IconName;
  size?: number;
  class?: string | undefined;
}

export function Icon({ name, size = 20, class: className }: Props): JSX.Element {
  return (
    <svg
      class={className}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.7"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
