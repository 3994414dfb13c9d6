/** Buttons in four weights, and links that look like them. */
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ComponentChildren } from "preact";
import styles from "./button.module.css";
import { Icon, type IconName } from "./icons";

type Kind = "primary" | "plain" | "quiet" | "danger";

interface Look {
  kind?: Kind;
  icon?: IconName | undefined;
  /** Only the icon is shown; the text is its name. */
  iconOnly?: boolean;
  children: ComponentChildren;
}

type ButtonProps = Look & Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon">;

export function Button({ kind = "plain", icon, iconOnly, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      class={look(kind, iconOnly)}
      title={titleOf(iconOnly, children)}
    >
      <Content icon={icon} iconOnly={iconOnly}>
        {children}
      </Content>
    </button>
  );
}

type LinkProps = Look & AnchorHTMLAttributes<HTMLAnchorElement>;

export function LinkButton({ kind = "plain", icon, iconOnly, children, ...rest }: LinkProps) {
  return (
    <a {...rest} class={look(kind, iconOnly)} title={titleOf(iconOnly, children)}>
      <Content icon={icon} iconOnly={iconOnly}>
        {children}
      </Content>
    </a>
  );
}

function Content({ icon, iconOnly, children }: Look) {
  return (
    <>
      {icon && <Icon name={icon} />}
      <span class={iconOnly ? "visually-hidden" : styles.text}>{children}</span>
    </>
  );
}

const look = (kind: Kind, iconOnly = false) =>
  `${styles.button} ${styles[kind]} ${iconOnly ? styles.iconOnly : ""}`;

const titleOf = (iconOnly: boolean | undefined, children: ComponentChildren) =>
  iconOnly && typeof children === "string" ? children : undefined;
