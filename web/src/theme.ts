// Light or dark: the system's, until the user chooses.
import type { Settings } from "./settings.ts";

const system = () => matchMedia("(prefers-color-scheme: dark)");

export function isDark(theme: Settings["theme"]): boolean {
  return theme === "dark" || (theme === "auto" && system().matches);
}

export function applyTheme(theme: Settings["theme"]): void {
  document.documentElement.dataset["theme"] = isDark(theme) ? "dark" : "light";
}

export function onSystemTheme(change: () => void): void {
  system().addEventListener("change", change);
}
