// Compiles the style sheet and copies what pages load: the two weights of the typeface and GOV.UK's script.
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..", "..");
const modules = join(root, "node_modules");
const built = join(here, "..", "static", "kit", "built");
const typeface = join(modules, "@fontsource", "atkinson-hyperlegible-next", "files");

rmSync(built, { recursive: true, force: true });
mkdirSync(join(built, "fonts"), { recursive: true });

const style = compile(join(here, "kit.scss"), { loadPaths: [modules], style: "compressed", quietDeps: true });
writeFileSync(join(built, "kit.css"), style.css);

for (const subset of ["latin", "latin-ext"]) {
  for (const cut of ["400-normal", "700-normal", "400-italic"]) {
    const file = `atkinson-hyperlegible-next-${subset}-${cut}.woff2`;
    cpSync(join(typeface, file), join(built, "fonts", file));
  }
}
cpSync(join(modules, "govuk-frontend", "dist", "govuk", "govuk-frontend.min.js"), join(built, "govuk-frontend.min.js"));
cpSync(join(here, "start.js"), join(built, "start.js"));
cpSync(join(here, "mark.svg"), join(built, "mark.svg"));
